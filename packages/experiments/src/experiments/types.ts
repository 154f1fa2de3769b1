import type { ExperimentSettings, TrainingSettings } from '../settings.ts';

/** An experiment: what it shows, and all that it is made of. */
export interface Experiment {
  readonly description: string;
  readonly settings: ExperimentSettings;
}

/** Items of each split in all experiments of the paper. */
export const paperSize = { training: 50_000, validation: 10_000, test: 10_000 } as const;

/** Training settings that all experiments of the paper share. */
export const paperTraining: Omit<TrainingSettings, 'emSteps' | 'noise'> = {
  interWeight: 1,
  learningRate: 1e-3,
  batchSize: 64,
  epochs: 500,
  maxSteps: 0,
  validateEvery: 0,
  patience: 10,
  validationImages: 1000,
};
