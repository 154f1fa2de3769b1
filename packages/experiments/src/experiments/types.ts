import type { Settings } from '../settings/table/index.ts';

/** An experiment: a description and complete settings. */
export interface Experiment {
  readonly description: string;
  readonly settings: Settings;
}
