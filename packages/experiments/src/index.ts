export { type Assembled, assemble, assembleModel, choices } from './assemble.ts';
export { experimentNamed, experiments } from './catalogue.ts';
export type { DataSources } from './data.ts';
export { ExperimentError } from './errors.ts';
export type { Experiment } from './experiments/types.ts';
export { type PublishedScore, published } from './published.ts';
export type {
  DataSettings,
  ExperimentSettings,
  ModelSettings,
  NoiseSettings,
  StageSettings,
  TrainingSettings,
  VelocitySettings,
} from './settings.ts';
export { stagesOf } from './stages.ts';
