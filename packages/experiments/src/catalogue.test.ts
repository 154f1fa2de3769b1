import { describe, expect, it } from 'vitest';
import {
  aliases,
  complete,
  dataNames,
  dataSetNamed,
  ExperimentError,
  experimentNamed,
  experiments,
  ownParts,
  published,
  stagesOf,
  stageWise,
  withParts,
} from './index.ts';

describe('the catalogue', () => {
  it('names every experiment of the papers, and those of our own', () => {
    expect(Object.keys(experiments)).toEqual([
      'static-shapes',
      'static-shapes-recommended',
      ...[3, 4, 5].flatMap((n) => [
        `flying-shapes-${n}`,
        `flying-shapes-${n}-recommended`,
        `flying-shapes-${n}-autoencoder`,
        `flying-shapes-${n}-long`,
      ]),
      'flying-shapes-3-k5-recommended',
      'flying-mnist-2',
      'flying-mnist-2-recommended',
      'flying-mnist-2-stages',
      'flying-mnist-2-stages-recommended',
      'flying-mnist-3',
      'flying-mnist-2-long',
      'static-mnist-2',
      'balls4mass',
      'balls678mass',
      'balls3curtain',
      'balls4mass-small',
      'balls4mass-recommended',
      'balls4mass-rollout',
      'balls678mass-small',
    ]);
  });

  it('holds plain values: JSON loses nothing', () => {
    for (const { settings } of Object.values(experiments)) expect(JSON.parse(JSON.stringify(settings))).toEqual(settings);
  });

  it('shares no name with a part, nor does a part with another one', () => {
    const { sources: _, ...registries } = ownParts;
    const parts = Object.values(registries).flatMap((table) => Object.keys(table));
    const variants = dataNames().filter((name) => !Object.hasOwn(ownParts.data, name));
    const names = [...Object.keys(experiments), ...Object.keys(aliases), ...parts, ...variants];
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  it('keeps older names of data sets, which mean the data of the experiments that have these names', () => {
    for (const name of ['static-shapes', 'flying-mnist']) {
      const { data } = experimentNamed(name);
      expect(dataNames()).not.toContain(name);
      expect(dataSetNamed(name)).toEqual(data);
      expect(complete({ data: { ...data, kind: name } }).data).toEqual(data);
    }
    expect(dataSetNamed('static-mnist')).toEqual(dataSetNamed('still-digits'));
  });

  it('refuses a data set or a network of your own under a name that means something else', () => {
    const shapes = ownParts.data['still-shapes']!;
    for (const name of ['static-shapes', 'flying-mnist', 'balls4mass'])
      expect(() => withParts({ data: { [name]: shapes } })).toThrow(`${name} is the name of an experiment; give your own another name`);
    expect(() => withParts({ networks: { 'flying-shapes': ownParts.networks.dense! } })).toThrow(
      'flying-shapes is the name of conv; give your own another name',
    );
    expect(() => withParts({ data: { 'still-shapes': shapes } })).toThrow(/the data have a part still-shapes already/);
  });

  it('describes each in words of its own', () => {
    const texts = Object.values(experiments).map(({ description }) => description);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('says what there is where a name is wrong', () => {
    expect(experimentNamed('static-shapes')).toBe(experiments['static-shapes']!.settings);
    expect(experimentNamed('flying-mnist')).toBe(experiments['flying-mnist-2']!.settings);
    expect(() => experimentNamed('toString')).toThrow(ExperimentError);
    expect(() => experimentNamed('flying-shapes')).toThrow(
      /there is no experiment flying-shapes; there are static-shapes, static-shapes-recommended, flying-shapes-3/,
    );
  });
});

// REFERENCE table of the paper's settings: noise, K, EM steps, frames, learning rate, weight of the inter-cluster term.
describe('settings are the paper’s', () => {
  it.each([
    ['static-shapes', 'bit-flip', 0.1, 4, 15, 1, 1e-3, 1],
    ['flying-shapes-3', 'bit-flip', 0.2, 3, 'all', 21, 1e-3, 1],
    ['flying-shapes-5', 'bit-flip', 0.2, 5, 'all', 21, 1e-3, 1],
    ['flying-shapes-4-autoencoder', 'bit-flip', 0.2, 1, 'all', 21, 1e-3, 1],
    ['flying-shapes-4-long', 'bit-flip', 0.2, 4, 'all', 51, 1e-3, 1],
    ['flying-mnist-2', 'masked-uniform', 0.2, 2, 'all', 21, 5e-4, 0.2],
    ['flying-mnist-3', 'masked-uniform', 0.2, 3, 'all', 21, 5e-4, 0.2],
    ['static-mnist-2', 'masked-uniform', 0.2, 2, 50, 1, 5e-4, 0.2],
  ])('%s', (name, kind, probability, components, emSteps, frames, learningRate, interWeight) => {
    const { model, data, training } = experimentNamed(name);
    expect(training).toMatchObject({ noise: { kind, probability }, emSteps, learningRate, interWeight, batchSize: 64, patience: 10 });
    expect(data).toMatchObject({ frames, size: { training: 50_000, validation: 10_000, test: 10_000 } });
    expect(model).toMatchObject({ components, gammaGradient: name === 'static-shapes' ? 1 : 0 });
  });
});

describe('stagesOf', () => {
  it('gives flying MNIST its three stages, alike but for digits and learning rate', () => {
    const settings = experimentNamed('flying-mnist-2-stages');
    const stages = stagesOf(settings);
    expect(stages.map(({ data, training }) => [data.variants, training.learningRate])).toEqual([
      [20, 1e-3],
      [500, 5e-4],
      ['all', 5e-4],
    ]);
    for (const { data, training, ...rest } of stages) {
      const { data: whole, training: all, ...others } = settings;
      expect(rest).toEqual({ ...others, stages: [] });
      expect({ ...data, variants: 'all' }).toEqual(whole);
      expect({ ...training, learningRate: 5e-4 }).toEqual(all);
    }
  });

  it('makes stages of any numbers of digits', () => {
    expect(stageWise([20, 500, 'all'])).toEqual(experimentNamed('flying-mnist-2-stages').stages);
    expect(stageWise([7])).toEqual([{ variants: 7, learningRate: 1e-3 }]);
  });

  it('leaves an experiment of one stage as it is', () => {
    const settings = experimentNamed('flying-mnist-2');
    expect(stagesOf(settings)).toEqual([settings]);
  });
});

describe('published scores', () => {
  it('are of experiments that there are', () => {
    for (const { trained, scored } of published) {
      expect(experimentNamed(trained.experiment).experiment).toBe(trained.experiment);
      expect(experimentNamed(scored.experiment).experiment).toBe(scored.experiment);
    }
  });

  it('are found by what was trained and scored', () => {
    const of = (train: string, k: number, test: string, testK: number) =>
      published.filter(
        ({ trained, scored }) =>
          trained.experiment === train && trained.components === k && scored.experiment === test && scored.components === testK,
      );
    expect(of('flying-shapes-5', 5, 'flying-shapes-3', 5)).toMatchObject([{ mean: 0.981, deviation: 0.003, verified: true }]);
    expect(of('flying-shapes-3', 3, 'flying-shapes-3', 3).map(({ scored, mean }) => [scored.split, mean])).toEqual([
      ['training', 0.969],
      ['test', 0.97],
    ]);
    expect(of('flying-mnist-2-stages', 2, 'flying-mnist-3', 3)).toMatchObject([{ mean: 0.838, deviation: 0.008, verified: false }]);
    expect(of('static-shapes', 4, 'static-shapes', 4).map(({ method }) => method)).toEqual([
      'rnn-em',
      'n-em',
      'tagger',
      'tagger with layer norm',
    ]);
  });

  it('are verified for flying shapes alone', () => {
    for (const { verified, trained } of published) expect(verified).toBe(trained.experiment.startsWith('flying-shapes'));
  });
});
