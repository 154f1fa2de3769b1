import { batches, staticShapes } from '@neural-em/datasets';
import { baselines, meansOf, scoreBaseline } from '@neural-em/runs';
import { expect, it } from 'vitest';
import { ablationPage, ablationRows } from './ablation.ts';
import { reproductionPage } from './markdown.ts';
import { onCanvas } from './on-canvas.ts';
import { byOverlap, overlaps } from './overlap.ts';
import type { RunState } from './states.ts';
import { modelRows, ownScores, publishedOn } from './table.ts';

const run = (name: string, seed: number, changes: Partial<RunState> = {}): RunState => ({
  name,
  seed,
  folder: `runs/${name}-seed-${seed}`,
  restarts: 1,
  state: 'done',
  steps: 1000,
  best: { step: 800, loss: 100 + seed, amiMax: 0.5, amiArithmetic: 0.6 },
  seconds: 60,
  isWholeTime: true,
  test: { images: 10, scores: { amiMax: 0.5 + seed / 10, amiArithmetic: 0.7, ari: 0.8, loss: 90 } },
  backend: 'native (fast)',
  machine: 'a machine',
  ...changes,
});
const unfinished = run('rnn-em', 3, { state: 'unfinished', steps: 77, restarts: 20 });
const missing = run('n-em', 1, { state: 'missing', steps: 0, best: null, seconds: null, test: null, backend: null, machine: null });
const states = [run('rnn-em', 1), run('rnn-em', 2), unfinished, missing];

it('a table counts runs that are done, and no others', () => {
  const [rnnEm, nEm] = modelRows(states);
  expect(rnnEm).toMatchObject({ name: 'rnn-em', runs: { done: 2, planned: 3 }, steps: { mean: 1000, deviation: 0 }, isLowerBound: false });
  expect(rnnEm!.scores!.amiMax.mean).toBeCloseTo(0.65, 10);
  // This is the sample deviation of 0.6 and 0.7.
  expect(rnnEm!.scores!.amiMax.deviation).toBeCloseTo(Math.SQRT1_2 / 10, 10);
  expect(nEm).toMatchObject({ name: 'n-em', scores: null, runs: { done: 0, planned: 1 }, seconds: null });
  expect(modelRows([run('rnn-em', 1, { isWholeTime: false })])[0]).toMatchObject({
    isLowerBound: true,
    scores: { amiMax: { deviation: null } },
  });
});

it('scores of a model are those of runs that have ended; of one that has none, those so far', () => {
  const [rnnEm, ...others] = ownScores([...states, run('other', 1, { state: 'unfinished' })], {
    experiment: 'static-shapes',
    components: 4,
  });
  expect(rnnEm).toMatchObject({ method: 'rnn-em', runs: 2, scored: { split: 'test' } });
  expect(rnnEm!.mean).toBeCloseTo(0.65, 10);
  expect(rnnEm).not.toHaveProperty('unfinished');
  expect(others).toMatchObject([{ method: 'other', mean: 0.6, deviation: null, runs: 1, unfinished: true }]);
});

it('the page says what is not finished, not the paper’s, and not verified', () => {
  const page = reproductionPage({
    experiment: 'static-shapes',
    command: 'nem reproduce static-shapes --set a=1',
    changed: ['a=1'],
    testImages: 20,
    models: modelRows(states),
    scores: [],
    published: publishedOn('static-shapes'),
    baselines: [{ name: 'k-means', amiMax: 0.81, amiArithmetic: 0.82, ari: 0.83 }],
    overlap: { images: 0, rows: [] },
    examples: [{ name: 'rnn-em-bad-1', caption: 'test image 7' }],
    runs: states,
  });
  const lines = page.split('\n');
  expect(lines).toContain('| **rnn-em** | 0.650 ± 0.071 | 0.700 ± 0.000 | 0.800 ± 0.000 | 90.0 ± 0.0 | 2 of 3 | 1000 | 60 s |');
  expect(lines).toContain('| **n-em** | – | – | – | – | 0 of 1 | – | – |');
  expect(lines).toContain('| rnn-em, published (unverified here) | 0.826 ± 0.005 | – | – | – | 5 | – | – |');
  expect(page).toContain(
    '**Not finished, and not counted above:** rnn-em seed 3 (at step 77, test AMI (max) so far 0.800), n-em seed 1 (not begun).',
  );
  expect(page).toContain("**Not the paper's settings:** `a=1`.");
  expect(page).toContain('Scores of 20 test images (runs scored on the first 10 of them as they ended), over');
  expect(page).toContain('**rnn-em** is scored on test images with 20 starts of each, of which');
  expect(page).toContain('![test image 7](figures/rnn-em-bad-1.png)');
  expect(page).toContain('| rnn-em, seed 3 | unfinished | 77 | 800 | 0.500 | 0.800 | 60 s |');
});

it('an ablation ranks variants by their validation score, those without one last', () => {
  const best = (amiMax: number) => ({ best: { step: 5, loss: 50, amiMax, amiArithmetic: 0.9 } });
  const rows = ablationRows([
    run('base', 1, best(0.2)),
    run('gru', 1, { ...best(0.9), state: 'unfinished' }),
    run('layer-norm', 1, best(0.4)),
    run('layer-norm', 2, best(0.6)),
  ]);
  expect(rows.map(({ name, runs }) => [name, runs])).toEqual([
    ['layer-norm', 2],
    ['base', 1],
    ['gru', 0],
  ]);
  const page = ablationPage({ experiment: 'static-shapes', base: 'short', budget: '2 minutes', command: 'nem' }, rows);
  expect(page).toContain(
    '| layer-norm | 0.500 ± 0.141 | 0.900 ± 0.000 | 50.0 ± 0.0 | 1000 | 2 | the output of the recurrent layer is normalised |',
  );
  expect(page).toContain('| gru | – | – | – | – | 0, 1 not finished |');
});

it('finds the overlap of images, and means by it', () => {
  const dataset = staticShapes({ seed: 0, size: { test: 400 } });
  const found = overlaps(dataset, 400);
  // Statistics of the data: 9 % of the foreground overlaps, and 72 % of the images have some overlap.
  expect(Math.abs(found.reduce((a, b) => a + b) / 400 - 0.09)).toBeLessThan(0.02);
  expect(Math.abs(found.filter((share) => share > 0).length / 400 - 0.717)).toBeLessThan(0.07);
  expect(byOverlap([0, 0.05, 0.1, 0.3, 0.09], [1, 0.8, 0.5, 0.2, 0.6])).toEqual([
    { overlap: 'none', images: 1, score: 1 },
    { overlap: 'below 10 %', images: 2, score: 0.7 },
    { overlap: '10 to 20 %', images: 1, score: 0.5 },
    { overlap: '20 % and more', images: 1, score: 0.2 },
  ]);
  expect(byOverlap([], [])[0]).toEqual({ overlap: 'none', images: 0, score: null });
});

it('baselines score as they do elsewhere', () => {
  const options = { dataset: staticShapes({ seed: 1 }), split: 'test', images: 100, steps: 1 } as const;
  const means = Object.values(baselines).map((group) => meansOf(scoreBaseline(group, options)).amiMax);
  // The table in the README of mixtures has 0.814, 0.772 and 0.506, over 2,000 images.
  for (const [i, expected] of [0.814, 0.772, 0.506].entries()) expect(Math.abs(means[i]! - expected)).toBeLessThan(0.08);
});

it('a canvas holds the smaller image in its middle, pixel for pixel', () => {
  const small = staticShapes({ seed: 0, height: 14, width: 16 });
  const canvas = onCanvas(small, 20, 24);
  expect(canvas.imageShape).toEqual([20, 24, 1]);
  const [before, after] = [small.read('test', [3, 4]), canvas.read('test', [3, 4])];
  expect(after.shape).toEqual([1, 2, 20, 24, 1]);
  for (const key of ['frames', 'groups'] as const) {
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    expect(sum(after[key])).toBe(sum(before[key]));
    for (let b = 0; b < 2; b++)
      for (let y = 0; y < 14; y++)
        expect(after[key].slice((b * 20 + y + 3) * 24 + 4, (b * 20 + y + 3) * 24 + 20)).toEqual(
          before[key].slice((b * 14 + y) * 16, (b * 14 + y) * 16 + 16),
        );
  }
  expect([...batches(canvas, 'test', { batchSize: 2, limit: 2 })]).toHaveLength(1);
});
