import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { SweepError } from '../errors.ts';
import { ranges, type SlurmOptions, slurmScript } from './script.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-slurm-script-'));
afterAll(() => rmSync(folder, { recursive: true }));

const options: SlurmOptions = { name: 'k', runs: [0, 1, 2, 5], folder: '/runs/k', command: ['nem', 'sweep', 'work', 'my file.yaml'] };

it('asks for an array of what is left, with a warning and a place in the queue again', () => {
  const asked = { time: '4:00:00', partition: 'cpu', memory: '2G', cores: 2, most: 20, modules: ['node/20'], sbatch: ['--account=lab'] };
  const lines = slurmScript({ ...options, ...asked }).split('\n');
  expect(lines.filter((line) => line.startsWith('#SBATCH'))).toEqual([
    '#SBATCH --job-name=k',
    '#SBATCH --array=0-2,5%20',
    '#SBATCH --requeue',
    '#SBATCH --signal=B:USR1@120',
    '#SBATCH --open-mode=append',
    '#SBATCH --output=/runs/k/logs/slurm-%A_%a.out',
    '#SBATCH --cpus-per-task=2',
    '#SBATCH --time=4:00:00',
    '#SBATCH --partition=cpu',
    '#SBATCH --mem=2G',
    '#SBATCH --account=lab',
  ]);
  expect(lines).toContain('module load node/20');
  expect(lines).toContain('export NEURAL_EM_NATIVE_THREADS=2');
  expect(lines).toContain(`nem sweep work 'my file.yaml' --index "$SLURM_ARRAY_TASK_ID" &`);
  expect(ranges([7, 3, 1, 2, 9, 8])).toBe('1-3,7-9');
});

it('takes a template, which must have places for its parts', () => {
  const script = slurmScript({ ...options, template: '#!/bin/bash -l\n{{directives}}\n. ~/env\n{{run}}\necho $& bye\n' });
  expect(script).toMatch(/^#!\/bin\/bash -l\n#SBATCH [\s\S]*\n\. ~\/env\nexport [\s\S]*\necho \$& bye\n$/);
  expect(() => slurmScript({ ...options, template: 'echo {{run}}' })).toThrow(
    /no \{\{directives\}\}: it stands where the lines of #SBATCH go/,
  );
  expect(() => slurmScript({ ...options, runs: [] })).toThrow(SweepError);
});

describe('the script, with stand-ins for the programs of SLURM', () => {
  /** Creates a program with the given name that records how it was called. */
  const standIn = (name: string, body: string) => {
    writeFileSync(join(folder, name), `#!/bin/bash\necho "${name} $*" >> "${folder}/calls"\n${body}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  /** Runs the script, and sends it a signal after its worker has started. */
  const run = (worker: string, { state = 'RUNNING', signal = '' } = {}) => {
    standIn('worker', worker);
    standIn('squeue', `echo ${state}`);
    standIn('scontrol', '');
    standIn('sleep', '');
    writeFileSync(join(folder, 'calls'), '');
    rmSync(join(folder, 'begun'), { force: true });
    writeFileSync(join(folder, 'job.sh'), slurmScript({ ...options, command: ['worker', 'work'] }));
    const send = signal ? `until [ -e "${folder}/begun" ]; do /bin/sleep 0.02; done; kill -${signal} $job;` : '';
    const outer = `bash "${folder}/job.sh" & job=$!; ${send} wait $job; echo $?`;
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, SLURM_ARRAY_TASK_ID: '5', SLURM_ARRAY_JOB_ID: '12' };
    const code = Number(execFileSync('bash', ['-c', outer], { env, encoding: 'utf8' }).trim().split('\n').at(-1));
    return { code, calls: readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') };
  };
  const saves = (signal: string) =>
    `trap 'exit 75' ${signal}\ntouch "${folder}/begun"\nfor i in {1..500}; do /bin/sleep 0.02; done; exit 9`;

  it('passes the warning on, and queues this element again', () => {
    expect(run(saves('USR1'), { signal: 'USR1' })).toEqual({
      code: 75,
      calls: ['worker work --index 5', 'squeue --noheader --jobs=12_5 --format=%T', 'scontrol requeue 12_5', 'sleep 60'],
    });
    expect(run(saves('TERM'), { signal: 'TERM' }).calls).toContain('scontrol requeue 12_5');
  });

  it('queues nothing again that was cancelled, has ended, or failed', () => {
    const cancelled = run(saves('TERM'), { signal: 'TERM', state: 'COMPLETING' });
    expect([cancelled.code, cancelled.calls.filter((call) => call.startsWith('scontrol'))]).toEqual([75, []]);
    expect(run('exit 0')).toEqual({ code: 0, calls: ['worker work --index 5'] });
    expect(run('exit 3')).toEqual({ code: 3, calls: ['worker work --index 5'] });
  });
});
