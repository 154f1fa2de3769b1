import { expect, it } from 'vitest';
import { costOf } from './cost.ts';
import { planSweep } from './plan.ts';

const costs = async (changes: object) =>
  (await planSweep({ experiment: 'static-shapes', ...changes })).runs.map(({ settings }) => costOf(settings));

it('grows with what a run looks at', async () => {
  const [small, large] = await costs({ set: { 'evaluation.images': 1 }, grid: { 'model.components': [2, 4] } });
  expect(large!.whole / small!.whole).toBeCloseTo(2, 6);
  expect(small!.training).toBeCloseTo(1, 4);
});

// As measured, a run of rnn-em-restarts takes 25 minutes, nine of which are for its score (results/static-shapes).
it('counts the score of many starts beside the training', async () => {
  const set = { 'training.epochs': 4, 'training.validateEvery': 1250 };
  const evaluation = { images: 10_000, restarts: 20 };
  const [cost] = await costs({ experiment: 'static-shapes-recommended', set, evaluation });
  const share = cost!.training / (16 / 25);
  expect(share).toBeGreaterThan(1 / 1.2);
  expect(share).toBeLessThan(1.2);
});
