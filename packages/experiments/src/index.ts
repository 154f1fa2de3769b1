export { type Assembled, type AssembledEvaluation, type AssembledModel, assemble, assembleModel, openData } from './assemble.ts';
export { aliases, experimentNamed, experiments, isExperiment } from './catalogue.ts';
export { checked } from './check.ts';
export { dataNamed, dataNames, dataSetNamed } from './data-named.ts';
export { ExperimentError } from './errors.ts';
export { type EvaluationChanges, evaluationSettings } from './evaluation.ts';
export type { Experiment } from './experiments/types.ts';
export { type MoreParts, ownParts, withParts } from './parts/index.ts';
export type {
  AlgorithmPart,
  DataPart,
  DataSources,
  EmOptions,
  NetworkOptions,
  NetworkPart,
  NoisePart,
  OptimizerPart,
  Parts,
  PixelRange,
  PixelsPart,
  SchedulePart,
} from './parts/types.ts';
export { checkPixels, type Look, lookAt, scaled } from './pixels.ts';
export { type PublishedQuery, type PublishedScore, published, publishedFor, publishedText } from './published.ts';
export { recommendedFor } from './recommended.ts';
export { type Change, changesOf, changeText, parseChange, settingsList, withChanges } from './settings/change.ts';
export { complete, type SomeSettings } from './settings/complete.ts';
export type { Points } from './settings/kinds.ts';
export { differences, leavesOf } from './settings/leaves.ts';
export { isPoints, lastValue, valueAt } from './settings/over-steps.ts';
export type { Setting } from './settings/setting.ts';
export { type Settings, type StageSettings, table } from './settings/table/index.ts';
export type { DataSettings, EvaluationSettings, ModelSettings, NoiseSettings, RunSettings, TrainingSettings } from './settings/types.ts';
export { stagesOf, stageWise } from './stages.ts';
export { totalSteps } from './training.ts';
