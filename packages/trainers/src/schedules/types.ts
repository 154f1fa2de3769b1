/** The progress of a run, for a schedule. */
export interface Progress {
  /** The training step that is about to be taken, from 1. */
  readonly step: number;
  /** Losses of the validations so far, in order. */
  readonly validations: readonly number[];
}

/**
 * A factor of the learning rate of the optimizer. It must depend on the progress of the run only, so that a resumed run has the same
 * rate.
 */
export type Schedule = (progress: Progress) => number;
