import { differences } from '@neural-em/experiments';
import { RunError } from '@neural-em/runs';
import { expect, it } from 'vitest';
import { contendersOf, planRuns, quickSettings } from './plan.ts';
import { bases, variantContenders, variants } from './variants.ts';

const plan = (options: Partial<Parameters<typeof planRuns>[0]> = {}) =>
  planRuns({ contenders: contendersOf('static-shapes'), seeds: [1, 2], folder: 'runs/x', ...options });

it('has a run of each model with each seed, seed by seed', () => {
  expect(plan().map(({ folder }) => folder)).toEqual([
    'runs/x/rnn-em-seed-1',
    'runs/x/n-em-seed-1',
    'runs/x/rnn-em-seed-2',
    'runs/x/n-em-seed-2',
  ]);
});

// REFERENCE: settings of static shapes.
it('has the settings of the paper', () => {
  const [rnnEm, nEm, second] = plan().map(({ settings }) => settings);
  expect(rnnEm).toMatchObject({
    experiment: 'static-shapes',
    seed: 1,
    data: { size: { training: 50_000, validation: 10_000, test: 10_000 }, objects: 3 },
    model: { algorithm: 'rnn-em', components: 4, cell: 'rnn' },
    training: { emSteps: 15, noise: { kind: 'bit-flip', probability: 0.1 }, learningRate: 1e-3, batchSize: 64, patience: 10, epochs: 500 },
    run: { optimizer: { kind: 'adam' } },
  });
  expect(nEm).toEqual({ ...rnnEm, model: { ...rnnEm!.model, algorithm: 'n-em' } });
  expect(second).toEqual({ ...rnnEm, seed: 2 });
});

it('has settings of our own by name alone, on the same data with a network of the same size', () => {
  const [own] = planRuns({ contenders: contendersOf('static-shapes', ['rnn-em-recommended']), seeds: [1], folder: 'x' });
  const [paper] = plan();
  const [ours, theirs] = [own!.settings, paper!.settings];
  expect(ours.data).toEqual(theirs.data);
  expect(ours.model).toEqual({ ...theirs.model, cell: 'output-norm-rnn', gammaGradient: 0.5 });
  expect(ours.training.noise).toEqual({ ...theirs.training.noise, trainingProbability: 0.1 });
  expect(ours.run.schedule.kind).toBe('cosine');
  const [base] = planRuns({ contenders: variantContenders('static-shapes', { base: 'recommended' }), seeds: [1], folder: 'x' });
  const { model, training } = base!.settings;
  const { validateEvery, validationImages, patience, epochs, ...learning } = ours.training;
  expect([model, training]).toEqual([ours.model, expect.objectContaining(learning)]);
});

it('says what there is where a name is wrong', () => {
  expect(() => contendersOf('static-shape')).toThrow(RunError);
  expect(() => contendersOf('static-shapes', ['tagger'])).toThrow(
    /static-shapes has no model tagger; it has rnn-em, n-em, rnn-em-recommended/,
  );
  expect(() => variantContenders('static-shapes', { names: ['magic'] })).toThrow(/there is no variant magic; there is base, /);
  expect(() => variantContenders('static-shapes', { base: 'huge' })).toThrow(/there is no base huge; there is paper, short, recommended/);
});

it('scores each model as it is meant to', () => {
  const contenders = contendersOf('static-shapes', ['rnn-em', 'rnn-em-restarts']);
  const scored = plan({ contenders, seeds: [1], testImages: 7 }).map(({ settings }) => settings.evaluation);
  expect(scored).toMatchObject([
    { restarts: 1, images: 7 },
    { restarts: 20, images: 7 },
  ]);
});

it('every variant and quick setting is one that there is, and changes something', () => {
  const [paper] = plan({ seeds: [1] });
  // Some variants go back to a setting that this base has anyway, and so change nothing.
  const same: Record<string, number> = { paper: 7, short: 5, recommended: 6 };
  for (const base of Object.keys(bases)) {
    const runs = planRuns({ contenders: variantContenders('static-shapes', { base }), seeds: [1], folder: 'x' });
    const texts = runs.map((run) => JSON.stringify(run.settings));
    expect(runs).toHaveLength(Object.keys(variants).length);
    expect(texts.filter((text) => text === texts[0])).toHaveLength(same[base]!);
  }
  const [quick] = plan({ seeds: [1], set: quickSettings });
  expect(differences(paper!.settings, quick!.settings)).toHaveLength(quickSettings.length);
});
