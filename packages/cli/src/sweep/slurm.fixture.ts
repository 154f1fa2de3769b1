import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { cpus, hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A cluster that consists of this machine, with its own daemons and files. */
export interface Cluster {
  /** Calls a program of SLURM; returns what it prints. */
  call(program: string, ...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Returns what this machine lacks for a cluster; undefined if it lacks nothing. */
export function lacksForSlurm(): string | undefined {
  const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch', 'scontrol'];
  return programs.find((program) => {
    try {
      execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore', env: withSbin() });
      return false;
    } catch {
      return true;
    }
  });
}

function withSbin(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` };
}

/** A program that runs until it is stopped, and the end of its output. */
interface Daemon {
  readonly child: ChildProcess;
  readonly said: () => string;
  readonly gone: Promise<void>;
}

/** Starts munged, slurmctld and slurmd in the foreground, with settings in a separate folder, and waits for the node. */
export async function startCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'nem-cluster-'));
  // munged requires that everybody can reach its socket.
  chmodSync(folder, 0o755);
  const conf = join(folder, 'slurm.conf');
  const [host] = hostname().split('.') as [string];
  // Who starts the daemons may submit jobs, and no one else.
  const user = userInfo().username;
  const [port, nodePort] = await freePorts(2);
  const key = join(folder, 'munge.key');
  const socket = join(folder, 'munge.socket');
  writeFileSync(key, randomBytes(1024), { mode: 0o400 });
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  writeFileSync(
    conf,
    `ClusterName=nem
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=${user}
SlurmdUser=${user}
SlurmctldPort=${port}
SlurmdPort=${nodePort}
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=${socket}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
ReturnToService=2
KillWait=20
SchedulerParameters=sched_interval=1,sched_min_interval=0
NodeName=${host} NodeAddr=127.0.0.1 CPUs=${cpus().length} State=UNKNOWN
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
`,
  );
  const env = { ...withSbin(), SLURM_CONF: conf };
  const files = [`--pid-file=${folder}/munged.pid`, `--log-file=${folder}/munged.log`, `--seed-file=${folder}/munged.seed`];
  const daemons: Daemon[] = [];
  function start(program: string, args: readonly string[]): void {
    const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said = (said + chunk).slice(-2000);
    });
    daemons.push({ child, said: () => said, gone: new Promise<void>((resolve) => child.on('close', () => resolve())) });
  }
  const call = async (program: string, ...args: string[]) => (await execute(program, args, { env })).stdout;
  const stop = async () => {
    for (const { child } of [...daemons].reverse()) child.kill('SIGTERM');
    const late = setTimeout(() => {
      for (const { child } of daemons) child.kill('SIGKILL');
    }, 10_000);
    await Promise.all(daemons.map(({ gone }) => gone));
    clearTimeout(late);
    rmSync(folder, { recursive: true, force: true });
  };
  const until = async (met: () => boolean | Promise<boolean>) => {
    for (let attempt = 0; !(await met()); attempt++) {
      if (attempt < 300 && daemons.every(({ child }) => child.exitCode === null)) {
        await new Promise((wake) => setTimeout(wake, 100));
        continue;
      }
      const told = daemons.map(({ said }) => said()).join('\n');
      await stop();
      throw new Error(`the cluster did not start: ${told}`);
    }
  };
  start('munged', ['--foreground', `--key-file=${key}`, `--socket=${socket}`, ...files]);
  await until(() => existsSync(socket));
  start('slurmctld', ['-D']);
  start('slurmd', ['-D']);
  await until(async () => (await call('sinfo', '--noheader', '--format=%T').catch(() => '')).trim() === 'idle');
  return { call, stop };
}

/** Returns ports on which no program listens. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }),
  );
  return Promise.all(
    servers.map((server) => {
      const address = server.address();
      return new Promise<number>((resolve) => server.close(() => resolve(typeof address === 'object' && address ? address.port : 0)));
    }),
  );
}

/** Returns the output of a job so far. */
export function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
