export { type Assembled, assemble, choices } from './assemble.ts';
export { experimentNamed, experiments } from './catalogue.ts';
export { ExperimentError } from './errors.ts';
export type { DataSettings, ExperimentSettings, ModelSettings, TrainingSettings } from './settings.ts';
