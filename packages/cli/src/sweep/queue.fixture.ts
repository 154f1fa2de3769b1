import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { freePorts } from './slurm.fixture.ts';

/** A separate Redis server, which stores its content in a folder. */
export interface Redis {
  readonly port: number;
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export function hasRedis(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function startRedis(folder: string): Promise<Redis> {
  const [port] = (await freePorts(1)) as [number];
  const begin = async () => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
    const child = spawn('redis-server', [...args, '--appendfsync', 'always'], { stdio: ['ignore', 'pipe', 'ignore'] });
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk) => /Ready to accept connections/.test(String(chunk)) && resolve());
      child.on('close', (code) => reject(new Error(`redis-server ended with ${code}`)));
    });
    return child;
  };
  let child = await begin();
  const stop = () => ended(child, 'SIGKILL');
  return {
    port,
    stop,
    restart: async () => {
      await stop();
      child = await begin();
    },
  };
}

const queueModule = fileURLToPath(new URL('../../../sweeps/dist/queue.js', import.meta.url));

/** Starts a process that works on a queue until it gets a signal. */
export function startQueueWorker(port: number, store: string, scratch: string): ChildProcess {
  const program = `
    import { folderArtefacts, startWorker } from ${JSON.stringify(queueModule)};
    const [port, store, scratch] = process.argv.slice(1);
    const worker = startWorker({
      connection: { host: '127.0.0.1', port: Number(port), maxRetriesPerRequest: null },
      artefacts: folderArtefacts(store), scratch, jobs: 1, lock: 3, keepEvery: 0.2, say: console.log,
    });
    process.on('SIGTERM', () => worker.close().then(() => process.exit()));
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', program, String(port), store, scratch], { stdio: 'ignore' });
}

/** Sends a signal, and waits until the process is gone. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.kill(signal);
  });
}
