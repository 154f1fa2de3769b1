import type { ExperimentSettings, StageSettings } from './settings.ts';

/** The settings of each stage of an experiment, in order: one, itself, unless it has `stages`. */
export function stagesOf({ stages, ...settings }: ExperimentSettings): ExperimentSettings[] {
  const { data, training } = settings;
  if (!stages?.length) return [settings];
  return stages.map(({ variants, learningRate }) => ({
    ...settings,
    data: { ...data, variants },
    training: { ...training, learningRate },
  }));
}

/**
 * Stages of the first so many digits each, 0 for all: with learning rate 1e-3 in the first one and 5e-4 after it, as the authors
 * train flying MNIST on 20, 500 and all digits.
 */
export function stageWise(variants: readonly number[]): StageSettings[] {
  return variants.map((count, stage) => ({ variants: count, learningRate: stage === 0 ? 1e-3 : 5e-4 }));
}
