import type { Settings, StageSettings } from './settings/table/index.ts';

/** Returns the settings of each stage of an experiment, in order. An experiment without `stages` is one stage. */
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
 * Returns stages, each with a number of digits. The learning rate is 1e-3 in the first stage and 5e-4 in the others, as the authors train
 * flying MNIST with 20, 500 and all digits.
 */
export function stageWise(variants: readonly (number | 'all')[]): StageSettings[] {
  return variants.map((count, stage) => ({ variants: count, learningRate: stage === 0 ? 1e-3 : 5e-4 }));
}
