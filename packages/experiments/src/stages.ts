import type { ExperimentSettings } from './settings.ts';

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
