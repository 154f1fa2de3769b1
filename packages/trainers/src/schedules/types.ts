/** Where a run is when a schedule is asked. */
export interface Progress {
  /** The training step that is about to be taken, from 1. */
  readonly step: number;
  /** Losses of the validations so far, in order. */
  readonly validations: readonly number[];
}

/**
 * What the learning rate of the optimizer is multiplied by. A function of where the run is and of nothing else, so that a
 * resumed run goes on with the same rate.
 */
export type Schedule = (progress: Progress) => number;
