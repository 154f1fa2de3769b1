import type { Settings, StageSettings } from './settings/table/index.ts';

/** The settings of each stage of an experiment, in order: one, itself, unless it has `stages`. */
export function stagesOf(settings: Settings): Settings[] {
  const { data, training, stages } = settings;
  if (stages.length === 0) return [settings];
  return stages.map(({ variants, learningRate }) => ({
    ...settings,
    data: { ...data, variants },
    training: { ...training, learningRate },
    stages: [],
  }));
}

/**
 * Stages, each on a number of digits: with learning rate 1e-3 in the first one and 5e-4 after it, as the authors train flying MNIST on 20,
 * 500 and all digits.
 */
export function stageWise(variants: readonly (number | 'all')[]): StageSettings[] {
  return variants.map((count, stage) => ({ variants: count, learningRate: stage === 0 ? 1e-3 : 5e-4 }));
}
