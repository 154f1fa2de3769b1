import type { Settings } from '../settings/table/index.ts';

/** An experiment: what it shows, and all that it is made of. */
export interface Experiment {
  readonly description: string;
  readonly settings: Settings;
}
