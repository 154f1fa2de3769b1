/** The progress of a run, for a schedule. */
export interface Progress {
  /** The next training step, counted from 1. */
  readonly step: number;
  /** Losses of the validations so far, in order. */
  readonly validations: readonly number[];
}

/**
 * Returns a factor of the learning rate of the optimizer. It must depend only on the progress of the run, so that a resumed run has the
 * same rate.
 */
export type Schedule = (progress: Progress) => number;
