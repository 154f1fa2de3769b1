import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPretrained } from '@neural-em/pretrained';
import { decodeSafetensors } from '@neural-em/trainers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bin, interruptNem, runNem, stepsIn, tiny } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-runs-'));
const nem = (...args: string[]) => runNem(folder, args);
const small = [
  ...[
    'train',
    'static-shapes',
    '--backend',
    'cpu',
    '--batch-size',
    '2',
    '--em-steps',
    '1',
    '--validation-images',
    '2',
    '--test-images',
    '2',
  ],
  ...['--set', 'model.thetaSize=8', '--set', 'run.checkpointEvery=7', '--validate-every', '5', '--steps', '40'],
];
/** A run that was never interrupted. */
const whole = join(folder, 'whole');

beforeAll(async () => {
  expect(await nem(...small, '--out', whole)).toMatchObject({ code: 0 });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

const read = (run: string, name: string) => readFileSync(join(run, name));

const resume = (run: string) => ['train', '--resume', run, '--test-images', '2'];

it('each signal saves and ends the run with its own code; the run goes on to the same weights, rows and best', async () => {
  const run = join(folder, 'signals');
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    // Queues send this signal before they take a machine back.
    ['SIGUSR1', 138],
  ] as const) {
    const args = signal === 'SIGINT' ? [...small, '--out', run] : resume(run);
    const ended = await interruptNem(folder, args, run, [signal], stepsIn(run) + 2);
    expect(ended).toMatchObject({ code, output: expect.stringContaining(`continue with nem train --resume ${run}`) });
    expect(existsSync(join(run, 'DONE'))).toBe(false);
    expect(readdirSync(run).filter((name) => name.startsWith('lock-'))).toEqual([]);
  }
  expect(await nem(...resume(run))).toMatchObject({ code: 0, stdout: expect.stringMatching(/continues after step \d+/) });
  for (const name of ['metrics.jsonl', 'best/weights.safetensors', 'checkpoints/000000040.safetensors', 'DONE'])
    expect(read(run, name).equals(read(whole, name)), name).toBe(true);
  const result = (of: string) => JSON.parse(read(of, 'result.json').toString());
  expect({ ...result(run), seconds: 0 }).toEqual({ ...result(whole), seconds: 0 });
});

it('a run that has ended is left alone', async () => {
  const { code, stdout } = await nem('train', '--resume', whole);
  expect([code, stdout]).toEqual([0, expect.stringContaining('has ended already')]);
});

it('a second process on the same folder ends with exit code 4; a second signal ends a process at once', async () => {
  const run = join(folder, 'shared');
  const first = spawn(process.execPath, [bin, ...small, '--out', run], { cwd: folder });
  const exit = new Promise((resolve) => first.on('close', resolve));
  while (!existsSync(join(run, 'metrics.jsonl'))) await new Promise((wake) => setTimeout(wake, 10));
  // A stopped process keeps its lock, and does not end before the second one looks.
  first.kill('SIGSTOP');
  const second = await nem('train', '--resume', run);
  first.kill('SIGKILL');
  await exit;
  expect(second).toMatchObject({ code: 4, stderr: expect.stringMatching(/^error: .*shared is in use by process \d+/) });
  // The run takes over the lock of the process that was killed.
  const { signal, code } = await interruptNem(folder, resume(run), run, ['SIGINT', 'SIGINT', 'SIGINT', 'SIGINT'], stepsIn(run) + 1);
  // The signal ends the process like any program; a shell shows 130. If the first signal was handled already, the run has saved itself.
  expect(signal === 'SIGINT' || code === 130).toBe(true);
  expect((await nem(...resume(run))).code).toBe(0);
  expect(read(run, 'metrics.jsonl').equals(read(whole, 'metrics.jsonl'))).toBe(true);
});

it('a disk that takes no more ends the run with exit code 5, and loses nothing', async () => {
  const run = join(folder, 'full');
  // Files hold at most this number of blocks of 512 bytes: rows fit, checkpoints do not.
  const full = await runNem(folder, [...small, '--out', run], { before: 'ulimit -f 16' });
  expect(full).toMatchObject({
    code: 5,
    stderr: expect.stringMatching(/^error: could not write .*full.*larger than is allowed \(EFBIG\)/m),
  });
  expect((await nem(...resume(run))).code).toBe(0);
  expect(read(run, 'metrics.jsonl').equals(read(whole, 'metrics.jsonl'))).toBe(true);
});

it('--from begins with the best weights of another run, also with another K', async () => {
  const run = join(folder, 'from');
  const { code, stdout } = await nem(...small, '--steps', '1', '--k', '5', '--learning-rate', '1e-30', '--from', whole, '--out', run);
  expect([code, stdout]).toEqual([0, expect.stringContaining(`begins with the weights of ${whole}`)]);
  const weights = (of: string) => read(of, 'best/weights.safetensors').subarray(-100);
  expect(weights(run).equals(weights(whole))).toBe(true);
  expect(JSON.parse(read(run, 'config.json').toString()).from).toBe(whole);
});

it('--from leaves the parameters alone that only the new network has', async () => {
  const patches = [...tiny, '--set', 'model.network=patch', '--set', 'training.thetaDropout=0', '--steps', '1'];
  const [still, moving] = [join(folder, 'from-still'), join(folder, 'from-moving')];
  await nem('train', 'flying-shapes-3', ...patches, '--out', still);
  const { code, stdout } = await nem(
    'train',
    'flying-shapes-3',
    ...patches,
    '--set',
    'model.patch.motion=true',
    '--from',
    still,
    '--out',
    moving,
  );
  expect([code, stdout]).toEqual([
    0,
    expect.stringContaining('lack encoder/motion, decoder/motion/kernel, decoder/motion/bias: these begin as in a new model'),
  ]);
});

it('--from begins with a pretrained model by its name', async () => {
  const name = 'static-shapes-rnn-em';
  const run = join(folder, 'from-pretrained');
  const flags = [...tiny, '--em-steps', '1', '--learning-rate', '1e-30'];
  const { code } = await nem('train', 'static-shapes-recommended', ...flags, '--from', name, '--out', run);
  expect([code, decodeSafetensors(read(run, 'best/weights.safetensors')).weights]).toEqual([0, (await readPretrained(name)).weights]);
});

it('evaluates a pretrained model by its name, which has no folder for a report', async () => {
  const flags = ['evaluate', 'static-shapes-rnn-em', '--backend', 'cpu', '--test-images', '2', '--em-steps', '1', '--k', '3'];
  const { code, stdout } = await nem(...flags, '--restarts', '2');
  expect([code, stdout]).toEqual([0, expect.stringContaining('K = 3, 1 steps, best of 2 starts; backend cpu:')]);
  expect(await nem(...flags, '--report')).toMatchObject({ code: 2, stderr: expect.stringMatching(/--report needs a run folder/) });
});

it('--resume takes no settings, --dry-run writes nothing', async () => {
  expect(await nem('train', '--resume', whole, '--k', '5')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/takes the settings of the run/),
  });
  const { code, stdout } = await nem(...small, '--dry-run', '--out', join(folder, 'dry'));
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/rnn-em with \d+ parameters, K = 4, 50000 training images, at most 40 steps of 2 images/),
  ]);
  expect(existsSync(join(folder, 'dry'))).toBe(false);
});
