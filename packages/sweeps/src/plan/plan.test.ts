import { experimentNamed } from '@neural-em/experiments';
import { describe, expect, it } from 'vitest';
import { SweepError } from '../errors.ts';
import { planSweep } from './plan.ts';

const base = { experiment: 'static-shapes' };
const grid = { 'model.components': [3, 4], model: { algorithm: ['rnn-em', 'n-em'] } };
const namesOf = async (given: Record<string, unknown>) => (await planSweep(given)).runs.map(({ name }) => name.replace(/_\w+$/, ''));

describe('what a description stands for', () => {
  it('every combination of the grid with every seed, seed by seed', async () => {
    const { runs, varied, name, begins } = await planSweep({ ...base, seeds: [1, 7], grid }, { name: 'k' });
    expect({ name, begins, varied }).toEqual({ name: 'k', begins: 'static-shapes', varied: ['model.components', 'model.algorithm'] });
    expect(runs.map((run) => [run.settings.seed, run.settings.model.components, run.settings.model.algorithm])).toEqual([
      ...[1, 7].flatMap((seed) => [3, 4].flatMap((k) => ['rnn-em', 'n-em'].map((algorithm) => [seed, k, algorithm]))),
    ]);
    expect(runs[1]).toMatchObject({
      combination: 'components 3, algorithm n-em',
      name: `components-3_algorithm-n-em_seed-1_${runs[1]!.hash}`,
    });
    expect(runs[0]!.settings).toEqual({
      ...experimentNamed('static-shapes'),
      seed: 1,
      model: { ...experimentNamed('static-shapes').model, components: 3 },
    });
  });

  it('single runs beside the grid, without those that exclude names', async () => {
    const given = { ...base, grid, exclude: [{ model: { components: 4, algorithm: 'n-em' } }], runs: [{ 'model.components': 9 }] };
    expect(await namesOf(given)).toEqual([
      'components-3_algorithm-rnn-em_seed-1',
      'components-3_algorithm-n-em_seed-1',
      'components-4_algorithm-rnn-em_seed-1',
      'components-9_algorithm-rnn-em_seed-1',
    ]);
  });

  it('a number of seeds alone', async () => {
    expect(await namesOf({ ...base, seeds: 2 })).toEqual(['seed-1', 'seed-2']);
  });

  it('settings of all runs, stages, groups and points', async () => {
    const { runs } = await planSweep({
      experiment: 'flying-mnist',
      stages: [20, 'all'],
      set: { training: { maxSteps: 9 }, 'run.optimizer': { kind: 'sgd' } },
      grid: {
        'training.thetaDropout': [
          0,
          [
            [1, 0.5],
            [50, 0],
          ],
        ],
      },
      evaluation: { images: 7 },
    });
    expect(runs).toHaveLength(2);
    expect(runs[1]!.settings).toMatchObject({
      experiment: 'flying-mnist-2-stages',
      training: {
        maxSteps: 9,
        thetaDropout: [
          [1, 0.5],
          [50, 0],
        ],
      },
      run: { optimizer: { kind: 'sgd', momentum: 0.9 } },
      evaluation: { images: 7, restarts: 1 },
      stages: [{ variants: 20 }, { variants: 'all' }],
    });
    expect(runs[1]!.name).toMatch(/^thetaDropout-[\w.+-]+_seed-1_[0-9a-f]{10}$/);
  });

  it('data by their name, and an experiment on other data', async () => {
    expect((await planSweep({ data: 'color-sprites' })).runs[0]!.settings).toMatchObject({
      experiment: 'color-sprites',
      data: { kind: 'color-sprites' },
    });
    const { runs, begins } = await planSweep({ experiment: 'flying-shapes-3', data: 'flying-shapes-5' });
    expect([begins, runs[0]!.settings.experiment, runs[0]!.settings.data.objects]).toEqual(['flying-shapes-5', 'flying-shapes-3', 5]);
  });
});

describe('the checksum of a run', () => {
  const hashOf = async (given: Record<string, unknown>) => (await planSweep({ ...base, ...given })).runs[0]!.hash;

  it('is of what is trained: not of how it is kept, scored, or named by what varies', async () => {
    const own = await hashOf({});
    expect(await hashOf({ set: { 'run.keep': 1, 'run.checkpointEvery': 3, 'run.tensorBoard': true } })).toBe(own);
    expect(await hashOf({ evaluation: { images: 3, restarts: 5, components: 6 } })).toBe(own);
    expect(await hashOf({ grid: { 'training.batchSize': [64, 32] } })).toBe(own);
    expect(await hashOf({ set: { 'training.batchSize': 32 } })).not.toBe(own);
    expect(await hashOf({ seeds: [2] })).not.toBe(own);
  });

  it('stays the same from release to release', async () => {
    expect(await hashOf({})).toMatchInlineSnapshot(`"7dd2a867ba"`);
    expect(await hashOf({ set: { 'model.convolutional': { dense: 9 } } })).toMatchInlineSnapshot(`"124526ec0d"`);
  });
});

describe('what cannot be is refused before anything runs', () => {
  it.each<[Record<string, unknown>, RegExp]>([
    [{}, /must name an experiment, or data/],
    [{ experiment: 'static-shape' }, /there is no experiment static-shape; .*did you mean static-shapes\?/],
    [{ ...base, grids: {} }, /a sweep has no grids; did you mean grid\?/],
    [{ ...base, 'model.components': 3 }, /a sweep has no model\.components; it has .*Settings of all runs go into set/],
    [{ ...base, grid: {} }, /the grid is empty/],
    [{ ...base, grid: { 'model.components': [] } }, /the grid is empty: model\.components has no values/],
    [{ ...base, grid: { 'model.components': 3 } }, /grid: model\.components must be a list of values, not 3/],
    [{ ...base, grid: { 'model.components': [3, 4, 3] } }, /model\.components has the value 3 twice/],
    [
      { ...base, grid: { 'model.component': [3] } },
      /model\.component = 3: there is no setting model\.component; did you mean model\.components\?/,
    ],
    [{ ...base, grid: { 'model.components': [3, 'many'] } }, /model\.components = many: model\.components must be a whole number/],
    [{ ...base, grid: { seed: [1, 2] } }, /seed stands in seeds/],
    [{ ...base, grid: { 'evaluation.images': [1, 2] } }, /decides how a run is scored/],
    [{ ...base, set: { seed: 3 } }, /seed stands in seeds/],
    [{ ...base, set: { 'training.batchsize': 3 } }, /set: there is no setting training\.batchsize; did you mean training\.batchSize\?/],
    [{ ...base, seeds: [1, 2, 1] }, /seeds has 1 twice/],
    [{ ...base, seeds: [] }, /seeds of a sweep must be a list of whole numbers/],
    [{ ...base, seeds: 'some' }, /seeds of a sweep must be/],
    [{ ...base, runs: [] }, /runs of a sweep are empty/],
    [{ ...base, runs: [{ 'model.components': 3 }, { model: { components: 3 } }] }, /two runs are the same/],
    [{ ...base, grid, runs: [{ 'model.components': 4 }] }, /two runs are the same, components 4, algorithm rnn-em and/],
    [{ ...base, grid, exclude: [{ 'model.components': 50 }] }, /no combination of the grid has .*50/],
    [{ ...base, grid, exclude: [{ 'model.algorithm': 'rnn-em' }, { 'model.algorithm': 'n-em' }] }, /leaves out every combination/],
    [{ ...base, grid, exclude: [{ 'model.componets': 3 }] }, /exclude: there is no setting model\.componets/],
    [{ ...base, exclude: [{ 'model.components': 3 }] }, /has no grid/],
    [{ ...base, grid: { 'model.pixels.kind': ['bernoulli', 'gauss'] } }, /model\.pixels\.kind/],
    [{ ...base, stages: [20, 'all'] }, /every run: stages must be left out/],
    [{ experiment: 'flying-mnist', stages: [20], set: { 'training.learningRate': 0.5 } }, /no effect on stages/],
    [{ ...base, name: '../else' }, /name of a sweep must be a name of letters/],
    [
      {
        ...base,
        grid: Object.fromEntries(
          ['seeds.data', 'seeds.noise', 'seeds.gamma'].map((path) => [`run.${path}`, Array.from({ length: 30 }, (_, i) => i)]),
        ),
      },
      /27000 combinations, and a sweep at most 10000/,
    ],
  ])('%j', async (given, message) => {
    const error = await planSweep(given).catch((thrown) => thrown);
    expect(error).toMatchObject({ message: expect.stringMatching(message) });
    expect([SweepError.name, 'ExperimentError']).toContain(error.name);
  });
});
