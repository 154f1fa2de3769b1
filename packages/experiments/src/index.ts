export { type Assembled, assemble, assembleModel, choices } from './assemble.ts';
export { aliases, experimentNamed, experiments } from './catalogue.ts';
export { checkSettings } from './check.ts';
export type { DataSources } from './data.ts';
export { ExperimentError } from './errors.ts';
export { type EvaluationChanges, evaluationSettings } from './evaluation.ts';
export type { Experiment } from './experiments/types.ts';
export { hasBinaryPixels } from './model.ts';
export { type PublishedQuery, type PublishedScore, published, publishedFor } from './published.ts';
export type {
  DataSettings,
  ExperimentSettings,
  ModelSettings,
  NoiseSettings,
  StageSettings,
  TrainingSettings,
  VelocitySettings,
} from './settings.ts';
export { stagesOf, stageWise } from './stages.ts';
