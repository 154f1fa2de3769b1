import type { Batch, Dataset, Split } from './types.ts';

/**
 * A property of a batch other than its groups. The first axes are T and B. An annotation of shape [T, B, N, n] holds n numbers for each of N
 * objects; object k is group k + 1. Measures, such as a position, are a `Float32Array`; classes are a `Uint8Array` with n = 1.
 */
export interface Annotation {
  readonly shape: readonly number[];
  readonly values: Float32Array | Uint8Array;
}

/** A batch with annotations by name. */
export interface AnnotatedBatch extends Batch {
  readonly annotations: Readonly<Record<string, Annotation>>;
}

/** A dataset whose batches are annotated. */
export interface AnnotatedDataset extends Dataset {
  read(split: Split, indices: ArrayLike<number>): AnnotatedBatch;
}

/** Returns the annotations of a batch; an empty record if the batch has none. */
export function annotationsOf(batch: Batch): Readonly<Record<string, Annotation>> {
  return 'annotations' in batch ? (batch as AnnotatedBatch).annotations : {};
}
