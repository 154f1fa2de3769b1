import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeSafetensors } from '@neural-em/trainers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEach, runNem, tiny } from './run-nem.fixture.ts';
import { measurePace } from './text/progress.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-'));
const run = join(folder, 'run');
const nem = (...args: string[]) => runNem(folder, args);

beforeAll(async () => {
  const { code, stderr } = await nem('train', 'static-shapes', ...tiny, '--out', run);
  expect(stderr).not.toContain('Error');
  expect(code).toBe(0);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('nem train', () => {
  it('leaves a run folder: settings, a row a step and a validation, weights, result, pictures', () => {
    const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
    expect(config.settings).toMatchObject({ experiment: 'static-shapes', seed: 1, training: { maxSteps: 2, batchSize: 2, emSteps: 2 } });
    const rows = readFileSync(join(run, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ kind, step }) => [kind, step])).toEqual([
      ['step', 1],
      ['step', 2],
      ['validation', 2],
    ]);
    const { weights, metadata } = decodeSafetensors(readFileSync(join(run, 'best/weights.safetensors')));
    expect(Object.keys(weights)).toEqual([
      'recurrent/inputKernel',
      'recurrent/recurrentKernel',
      'recurrent/bias',
      'decoder/kernel',
      'decoder/bias',
    ]);
    expect(metadata.step).toBe('2');
    const result = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'));
    expect(result.rows.map(({ name }: { name: string }) => name)).toEqual(['rnn-em', 'k-means on coordinates', 'connected components']);
    const report = readFileSync(join(run, 'report.html'), 'utf8');
    for (const part of ['k-means on coordinates', '0.826', 'data:image/gif', '--set training.emSteps=2']) expect(report).toContain(part);
    for (const i of [1, 2, 3, 4])
      expect(
        readFileSync(join(run, `figures/grouping-${i}.png`))
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
  });

  it('prints one JSON object with --json, and the same scores for the same seed', async () => {
    const { code, stdout } = await nem('train', 'static-shapes', ...tiny, '--json');
    expect(code).toBe(0);
    const { rows, run: path } = JSON.parse(stdout);
    expect(path).toBe('runs/static-shapes-rnn-em-1');
    expect(rows).toEqual(JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).rows);
  });

  it('trains N-EM and other pixels by a flag each', async () => {
    const { code, stdout } = await nem('train', 'static-shapes', ...tiny, '--model', 'n-em', '--pixels', 'laplace', '--k', '2', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout).rows[0].name).toBe('n-em');
  });
});

describe('nem evaluate and nem show', () => {
  it('score the saved weights as the run did, and with another K', async () => {
    const flags = ['evaluate', run, '--test-images', '3'];
    const [same, other] = await runEach(folder, [
      [...flags, '--json'],
      [...flags, '--k', '6'],
    ]);
    expect(JSON.parse(same!.stdout).rows[0]).toMatchObject({
      ...JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).rows[0],
      name: 'rnn-em, K = 4',
    });
    expect(other!.stdout).toContain('rnn-em, K = 6');
  });

  it('compare runs in a table and in curves', async () => {
    const curves = join(folder, 'curves.svg');
    const { code, stdout } = await nem('compare', run, '--curves', curves);
    expect(code).toBe(0);
    expect(stdout).toMatch(/run +model +K/);
    expect(readFileSync(curves, 'utf8')).toMatch(/^<svg[\s\S]*AMI \(max\)/);
  });

  it('report on runs side by side', async () => {
    const page = join(folder, 'both.html');
    const { code, stdout } = await nem('report', run, run, '--out', page);
    expect([code, stdout]).toEqual([0, `${page}\n`]);
    expect(readFileSync(page, 'utf8')).toContain('2 runs');
  });

  it('show what was run', async () => {
    const { code, stdout } = await nem('show', run, '--images', '1');
    expect(code).toBe(0);
    expect(stdout).toMatch(/static-shapes: rnn-em, K = 4, seed 1[\s\S]*2 training steps[\s\S]*connected components[\s\S]*grouping-1\.png/);
  });
});

describe('nem ends with a clear line and its exit code', () => {
  const cases: [string, string[], number, RegExp][] = [
    ['an unknown experiment', ['train', 'static-shape'], 2, /^error: there is no experiment static-shape; there are static-shapes/],
    ['an unknown flag', ['train', 'static-shapes', '--bakend', 'cpu'], 2, /unknown option '--bakend'\n\(Did you mean --backend\?\)/],
    [
      'a wrong value',
      ['train', 'static-shapes', '--k', '0'],
      2,
      /'--k <number>' argument '0' is invalid. It must be a whole number above 0/,
    ],
    ['an unknown model', ['train', 'static-shapes', '--model', 'em'], 2, /model\.algorithm must be one of n-em, rnn-em, r-nem, not em/],
    ['an unknown backend', ['train', 'static-shapes', '--backend', 'abacus'], 2, /abacus/],
    [
      'a missing run',
      ['evaluate', 'nowhere'],
      2,
      /^error: nowhere is neither the folder of a run nor a pretrained model; pretrained models are .*static-shapes-rnn-em/,
    ],
    ['a folder that is not a run', ['evaluate', '.'], 2, /^error: \. is not a run: it has no config.json/],
    ['a folder in use', ['train', 'static-shapes', '--out', run], 2, /is not empty; give another folder with --out/],
    ['divergence', ['train', 'static-shapes', ...tiny, '--learning-rate', '1e38'], 3, /^error: training step 2: loss NaN/m],
  ];
  it.each(cases.slice(0, 1))('%s', async (_, args, expected, message) => {
    const { code, stderr } = await nem(...args);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });

  it(cases.map(([what]) => what).join(', '), async () => {
    const all = await runEach(
      folder,
      cases.map(([, args]) => args),
    );
    for (const [i, [what, , expected, message]] of cases.entries()) {
      const { code, stderr } = all[i]!;
      expect(stderr, what).toMatch(message);
      expect(stderr, what).not.toContain('    at ');
      expect(code, what).toBe(expected);
    }
  });

  it('damaged data', async () => {
    const damaged = join(folder, 'damaged');
    cpSync(run, damaged, { recursive: true });
    truncateSync(join(damaged, 'best/weights.safetensors'), 1000);
    const weights = await nem('evaluate', damaged);
    expect(weights).toMatchObject({ code: 5, stderr: expect.stringMatching(/^error: not a valid safetensors file/) });
    writeFileSync(join(damaged, 'config.json'), '{"settings":');
    expect(await nem('show', damaged)).toMatchObject({ code: 5, stderr: expect.stringMatching(/config\.json is not JSON/) });
  });

  it('help, with examples', async () => {
    const { code, stdout } = await nem('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('nem train static-shapes --model n-em --k 5');
  });
});

describe('progress', () => {
  it('says the rate and the time left, from where this process began', () => {
    let time = 0;
    const pace = measurePace(() => time);
    expect(pace(0.5, 100)).toBeUndefined();
    time = 10_000;
    expect(pace(0.75, 150)).toEqual({ stepsPerSecond: 5, secondsLeft: 10 });
  });
});
