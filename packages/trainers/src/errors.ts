/** An option of training has a value that it cannot have. */
export class TrainingOptionError extends Error {
  override readonly name = 'TrainingOptionError';
}

/** Loss or gradients are no longer numbers. */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
}

/** A file of weights is damaged, or holds another network's. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}
