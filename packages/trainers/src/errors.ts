import type { Losses } from './losses.ts';

/** An option of training has a value that it cannot have. */
export class TrainingOptionError extends Error {
  override readonly name = 'TrainingOptionError';
}

/** What was found where training diverged. */
export interface Divergence {
  readonly step: number;
  readonly losses: Losses;
  /** Euclidean norm of all gradients together. */
  readonly gradientNorm: number;
  /** The largest absolute gradient of each parameter, by path; the largest, and those that are not numbers, first. */
  readonly gradients: readonly (readonly [path: string, largest: number])[];
}

/** Loss or gradients are no longer numbers. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  readonly divergence: Divergence;

  constructor(message: string, divergence: Divergence) {
    super(message);
    this.divergence = divergence;
  }
}

/** A file of weights is damaged, or holds another network's. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/** A file of a run is damaged: a checkpoint, its settings, its rows. */
export class RunDataError extends Error {
  override readonly name = 'RunDataError';
}

/** A file of a run cannot be read or written: no space, no permission, a failing disk. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Another process is writing to the folder of a run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';
}
