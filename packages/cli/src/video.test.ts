import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mean, sampleDeviation } from '@neural-em/metrics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type EvaluateFlags, evaluateCommand } from './commands/evaluate.ts';
import { interruptNem, runNem, tinyVideo } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-video-'));
const nem = (...args: string[]) => runNem(folder, args);
const shapes = ['train', 'flying-shapes-3', ...tinyVideo, '--set', 'model.convolutional.channels=[2,3]'];
const digits = ['train', 'flying-mnist', ...tinyVideo, '--set', 'model.convolutional.channels=[2,3,2]'];
const few = ['--test-images', '3'];
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
/** Evaluates in this process and returns the output. */
async function printed(runs: readonly string[], flags: Partial<EvaluateFlags>): Promise<string> {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const paths = runs.map((run) => join(folder, run));
    await evaluateCommand(paths, { split: 'test', testImages: 3, ...flags });
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}
const evaluated = async (runs: readonly string[], flags: Partial<EvaluateFlags> = {}) =>
  JSON.parse(await printed(runs, { ...flags, json: true }));

beforeAll(async () => {
  for (const [name, seed] of [
    ['one', '1'],
    ['two', '2'],
  ] as const)
    expect(await nem(...shapes, '--k', '5', '--seed', seed, '--out', name)).toMatchObject({ code: 0 });
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('nem train flying-shapes-3 --k 5', () => {
  it('scores each frame, beside baselines on the same frames, the published value and on its page', () => {
    const { rows, steps } = JSON.parse(read('one/result.json'));
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(['rnn-em', 'k-means on coordinates', 'connected components']);
    expect(steps.map(({ step }: { step: number }) => step)).toEqual([1, 2, 3]);
    expect(mean(steps.map((step: { mean: number }) => step.mean))).toBeCloseTo(rows[0].amiMax, 9);
    expect(rows[1].amiMax).toBeGreaterThan(0.5);
    for (const part of ['0.997 ± 0.002', 'Test images, step by step']) expect(read('one/report.html')).toContain(part);
  });
});

describe('nem evaluate', () => {
  it('scores with another K, on other data, over longer sequences, step by step', async () => {
    const { code, stdout } = await nem('evaluate', 'one', '--k', '4', '--frames', '31', '--data', 'flying-shapes-5', ...few, '--report');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^3 items of flying-shapes, 5 objects, K = 4, 30 steps; backend/);
    expect(stdout).toMatch(/\n30 +-?[\d.]+ +-?[\d.]+ +-?[\d.]+ +-?[\d.]+\n$/);
    const kept = JSON.parse(read('one/evaluations/flying-shapes-5-objects-K-4-30-steps.json'));
    expect(kept.command).toBe('nem evaluate one --data flying-shapes-5 --k 4 --frames 31 --test-images 3');
    expect(kept.steps).toHaveLength(30);
    expect(read('one/report.html')).toContain('one: flying-shapes, 5 objects, K = 4, 30 steps');
  });

  it('averages several runs over their seeds, beside what was published', async () => {
    const { runs, rows, published, steps } = await evaluated(['one', 'two'], { curves: join(folder, 'steps.svg') });
    const scores = runs.map(({ amiMax }: { amiMax: number }) => amiMax);
    expect(runs.map(({ seed }: { seed: number }) => seed)).toEqual([1, 2]);
    expect(scores[0]).not.toBe(scores[1]);
    expect(rows[0]).toMatchObject({ name: 'rnn-em, K = 5, 2 runs', amiMax: mean(scores), deviation: { amiMax: sampleDeviation(scores) } });
    expect(published).toEqual([{ name: 'rnn-em, published', amiMax: 0.997, deviation: { amiMax: 0.002 } }]);
    expect(steps).toHaveLength(3);
    expect(read('steps.svg')).toMatch(/^<svg[\s\S]*Median AMI \(max\) over 3 steps/);
    expect(await printed(['one', 'two'], { k: 3 })).toMatch(
      /one +-?0\.\d{3} [\s\S]*\nrnn-em, K = 3, 2 runs +-?0\.\d{3} ± 0\.\d{3} [\s\S]*\nrnn-em, published +0\.914 ± 0\.015 /,
    );
  });

  it('prints scores per step as CSV', async () => {
    const lines = (await printed(['one'], { csv: true })).trim().split('\r\n');
    expect(lines.map((line) => line.split(',')[0])).toEqual(['step', '1', '2', '3']);
    expect(lines[0]).toBe('step,mean,lower,median,upper');
  });

  it('compares with the recurrent autoencoder by a bound on the cross entropy', async () => {
    const autoencoder = [...shapes, '--out', 'autoencoder'].map((word) =>
      word === 'flying-shapes-3' ? 'flying-shapes-3-autoencoder' : word,
    );
    expect(await nem(...autoencoder)).toMatchObject({ code: 0 });
    const { rows, task } = await evaluated(['autoencoder']);
    expect(task.components).toBe(1);
    // With one component the bound is the cross entropy, and the loss is the cross entropy of all steps.
    expect(rows[0].loss / 3 / rows[0].crossEntropy).toBeCloseTo(1, 4);
    expect(await printed(['one'], {})).toMatch(/cross entropy\n[\s\S]*an upper bound for several/);
  });

  it('weighs all steps of static images where the model was trained on sequences', async () => {
    const { task, steps, rows } = await evaluated(['one'], { data: 'static-shapes', emSteps: 50 });
    expect(task).toMatchObject({ emSteps: 50, stepWeights: 'every' });
    expect(steps).toHaveLength(50);
    expect(mean(steps.map((step: { mean: number }) => step.mean))).toBeCloseTo(rows[0].amiMax, 9);
  });
});

it('flying MNIST in stages is one run that can stop in any stage and go on', async () => {
  const staged = [...digits, '--stages', '20,500,all', '--steps', '20', '--set', 'run.checkpointEvery=7'];
  expect(await nem(...staged, '--out', 'whole')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/stage 1 of 3\nstage 2 of 3\nstage 3 of 3/),
  });
  const { settings } = JSON.parse(read('whole/config.json'));
  expect(settings.stages.map(({ variants, learningRate }: Record<string, number>) => [variants, learningRate])).toEqual([
    [20, 1e-3],
    [500, 5e-4],
    ['all', 5e-4],
  ]);
  expect(read('whole/report.html')).toContain('published (unverified here)');
  const run = join(folder, 'stopped');
  const stopped = [await interruptNem(folder, [...staged, '--out', run], run, ['SIGINT'], 3)];
  for (const steps of [23, 43]) stopped.push(await interruptNem(folder, ['train', '--resume', run, ...few], run, ['SIGTERM'], steps));
  // If the last step ends before the signal comes, the signal ends the process like any other.
  expect(stopped.map(({ code, signal }) => code ?? signal)).toEqual([
    130,
    expect.toBeOneOf([143, 'SIGTERM']),
    expect.toBeOneOf([143, 'SIGTERM']),
  ]);
  expect(await nem('train', '--resume', run, ...few)).toMatchObject({ code: 0 });
  for (const name of ['metrics.jsonl', 'best/weights.safetensors', 'checkpoints/000000060.safetensors'])
    expect(read(`stopped/${name}`) === read(`whole/${name}`), name).toBe(true);
  const { published } = await evaluated(['whole'], { data: 'flying-mnist-3', k: 3 });
  expect(published).toEqual([{ name: 'rnn-em, published (unverified here)', amiMax: 0.838, deviation: { amiMax: 0.008 } }]);
}, 180_000);
