/** Loss of a batch: a mean over its images. */
export interface Losses {
  readonly loss: number;
  readonly intra: number;
  readonly inter: number;
}
