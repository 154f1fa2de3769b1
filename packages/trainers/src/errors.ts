import type { Losses } from './losses.ts';

/** An option of training has a wrong value. */
export class TrainingOptionError extends Error {
  override readonly name = 'TrainingOptionError';
}

/** Loss and gradients of the training step that diverged. */
export interface Divergence {
  readonly step: number;
  readonly losses: Losses;
  /** Euclidean norm of all gradients together. */
  readonly gradientNorm: number;
  /** The largest absolute gradient of each parameter, by path; the largest, and those that are not numbers, first. */
  readonly gradients: readonly (readonly [path: string, largest: number])[];
}

/** The loss or a gradient is not a number. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  readonly divergence: Divergence;

  constructor(message: string, divergence: Divergence) {
    super(message);
    this.divergence = divergence;
  }
}

/** A file of weights is damaged, or holds the weights of another network. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/** A file of a run is damaged: a checkpoint, its settings or its rows. */
export class RunDataError extends Error {
  override readonly name = 'RunDataError';
}

/** A file of a run cannot be read or written: no space, no permission, a failing disk. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Another process writes to the folder of a run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';
}
