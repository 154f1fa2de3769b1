import type { Batch, Dataset, Split } from './types.ts';

/**
 * What is known about a batch beyond its groups: axes T and B first, then its own. One of shape [T, B, N, n] tells n numbers of each of N
 * objects, of which object k is group k + 1: measures such as its place as a `Float32Array`, or its class as a `Uint8Array` with n = 1.
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

/** The annotations of a batch, none if it has none. */
export function annotationsOf(batch: Batch): Readonly<Record<string, Annotation>> {
  return 'annotations' in batch ? (batch as AnnotatedBatch).annotations : {};
}
