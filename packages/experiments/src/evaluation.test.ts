import { describe, expect, it } from 'vitest';
import { complete, ExperimentError, evaluationSettings, experimentNamed, publishedFor, stageWise } from './index.ts';

const trainedOn = (name: string, components?: number) => {
  const settings = experimentNamed(name);
  return components === undefined ? settings : { ...settings, model: { ...settings.model, components } };
};

describe('evaluationSettings', () => {
  it('takes everything from the training where nothing is changed', () => {
    for (const name of ['static-shapes', 'flying-shapes-3', 'flying-mnist-2', 'flying-mnist-2-stages']) {
      const settings = experimentNamed(name);
      expect(evaluationSettings(settings, {})).toEqual({ ...settings, stages: [] });
    }
  });

  it('takes the data of another experiment, its frames and steps, but noise and network of the training', () => {
    const trained = trainedOn('flying-shapes-3', 5);
    const scored = evaluationSettings(trained, { data: 'flying-shapes-5', frames: 51 });
    expect(scored).toMatchObject({
      data: { objects: 5, frames: 51 },
      model: trained.model,
      training: { emSteps: 'all', stepWeights: 'every' },
    });
    expect(scored.training.noise).toEqual(trained.training.noise);
    expect(evaluationSettings(trained, { data: 'static-shapes' }).training.noise).toMatchObject({ probability: 0.2 });
  });

  it('takes as many first steps as the training ends with, or as it is told; still images have none', () => {
    const trained = trainedOn('flying-mnist-2-recommended');
    const stepsOf = (...changes: Parameters<typeof evaluationSettings>[1][]) => evaluationSettings(trained, ...changes).model.firstSteps;
    expect(stepsOf()).toEqual(trained.model.firstSteps);
    expect(stepsOf({ firstSteps: 2 })).toBe(2);
    expect(stepsOf({ data: 'static-mnist-2' })).toBe(1);
    const kept = { ...trained, evaluation: { ...trained.evaluation, firstSteps: 3 } };
    expect(evaluationSettings(kept).model.firstSteps).toBe(3);
    expect(() => stepsOf({ firstSteps: 0 })).toThrow(/model\.firstSteps must be a whole number of at least 1/);
  });

  it('counts all frames that there are, unless told otherwise', () => {
    const { training, ...rest } = trainedOn('flying-shapes-3');
    const trained = { ...rest, training: { ...training, emSteps: 4 } };
    expect(evaluationSettings(trained, {}).training.emSteps).toBe(4);
    expect(evaluationSettings(trained, { frames: 51 }).training.emSteps).toBe('all');
    expect(evaluationSettings(trained, { frames: 51, emSteps: 30 }).training.emSteps).toBe(30);
    // balls678mass-small has at most 20 steps in training, but 4 frames have fewer and 51 frames have more.
    const balls = trainedOn('balls4mass-small');
    for (const frames of [4, 51]) expect(evaluationSettings(balls, { data: 'balls678mass-small', frames }).training.emSteps).toBe('all');
  });

  it.each([
    ['flying-mnist-2-stages', 'static-mnist-2', 50, 'every'],
    ['flying-shapes-3', 'static-shapes', 15, 'every'],
    ['static-shapes', 'static-shapes', 15, 'last'],
    ['static-shapes', 'flying-shapes-3', 'all', 'every'],
  ])('of a model trained on %s on %s takes %s steps, of which weighs: %s', (trained, data, emSteps, stepWeights) => {
    expect(evaluationSettings(experimentNamed(trained), { data }).training).toMatchObject({ emSteps, stepWeights });
    // Settings from before this choice existed have the same meaning.
    const { training, ...rest } = experimentNamed(trained);
    const { stepWeights: _, ...older } = training;
    expect(evaluationSettings(complete({ ...rest, training: older }), { data }).training.stepWeights).toBe(stepWeights);
  });

  it.each([
    ['flying-shapes-3', { data: 'flying-mnist-2' }, /the images of flying-mnist-2 have 24×24 pixels, but the network is for 28×28/],
    ['flying-shapes-3', { data: 'flying' }, /there is no experiment or data set flying; experiments are static-shapes/],
    ['flying-shapes-3', { components: 0 }, /model\.components must be a whole number of at least 1, not 0/],
    ['flying-shapes-3', { frames: 11, emSteps: 20 }, /training\.emSteps must be all, or a whole number from 1 to 10/],
    ['flying-shapes-3', { frames: 1 }, /training\.emSteps must be a whole number above 0 for static images, not all/],
    ['static-shapes', { frames: 51 }, /data\.frames must be 1 for still-shapes/],
  ])('of %s with %j is refused', (name, changes, message) => {
    expect(() => evaluationSettings(experimentNamed(name), changes)).toThrow(ExperimentError);
    expect(() => evaluationSettings(experimentNamed(name), changes)).toThrow(message);
  });

  it('does not score binary pixels on grey images of the same size', () => {
    const { data, ...rest } = experimentNamed('flying-shapes-3');
    expect(() => evaluationSettings({ ...rest, data: { ...data, height: 24, width: 24 } }, { data: 'flying-mnist-2' })).toThrow(
      /model\.pixels\.kind bernoulli is for binary images, and those of flying-digits are grey; it may be soft-bernoulli or gaussian or laplace/,
    );
  });
});

describe('publishedFor', () => {
  const means = (...query: Parameters<typeof publishedFor>) => publishedFor(...query).map(({ mean }) => mean);
  const scored = (trained: string, k: number, data: string, components: number) => {
    const settings = trainedOn(trained, k);
    return { trained: settings, scored: evaluationSettings(settings, { data, components }) };
  };

  it.each([
    ['flying-shapes-3', 3, 'flying-shapes-3', 5, [0.972]],
    ['flying-shapes-3', 5, 'flying-shapes-3', 5, [0.997]],
    ['flying-shapes-5', 3, 'flying-shapes-3', 3, [0.886]],
    ['flying-shapes-5', 5, 'flying-shapes-3', 5, [0.981]],
    ['flying-mnist-2', 2, 'flying-mnist-3', 3, [0.729]],
    ['flying-mnist-2-stages', 2, 'flying-mnist-3', 3, [0.838]],
    ['flying-mnist-2-stages', 2, 'static-mnist-2', 2, [0.772]],
    ['flying-shapes-3', 3, 'flying-shapes-5', 3, []],
    ['flying-shapes-3', 3, 'flying-shapes-3-long', 3, []],
    ['static-shapes', 4, 'static-shapes', 4, [0.826, 0.475, 0.79, 0.97]],
    ['static-shapes', 5, 'static-shapes', 4, []],
  ])('finds what was trained on %s with K = %i and scored on %s with K = %i', (trained, k, data, components, expected) => {
    expect(means(scored(trained, k, data, components))).toEqual(expected);
  });

  it('goes by what was run, not by its name, and by the split', () => {
    const flying = experimentNamed('flying-mnist-2');
    expect(means({ trained: { ...flying, stages: stageWise([20, 500, 'all']) } })).toEqual([0.917]);
    expect(means({ trained: { ...flying, stages: stageWise([10, 'all']) } })).toEqual([]);
    expect(means({ trained: { ...flying, data: { ...flying.data, objects: 3 } } })).toEqual([]);
    expect(means({ trained: experimentNamed('flying-shapes-5'), split: 'training' })).toEqual([0.878]);
    expect(means({ trained: experimentNamed('flying-shapes-5'), split: 'validation' })).toEqual([]);
  });
});
