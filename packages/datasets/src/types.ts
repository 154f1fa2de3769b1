/** Axes: T frames, B items in a batch, H rows, W columns, C channels. */

export type Split = 'training' | 'validation' | 'test';

/** Items of a dataset, time-major. */
export interface Batch {
  readonly shape: readonly [T: number, B: number, H: number, W: number, C: number];
  /** Pixel values, [T, B, H, W, C]. */
  readonly frames: Float32Array;
  /** The object that each pixel belongs to, [T, B, H, W]; 0 = not scored (background or overlap). */
  readonly groups: Uint8Array;
}

/** A dataset with random access: the same split and indices give the same bytes, on every machine. */
export interface Dataset {
  readonly name: string;
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** The number of frames of an item: 1 for a static image. */
  readonly frames: number;
  /** The number of items of each split. */
  readonly size: Readonly<Record<Split, number>>;
  /** Reads items by index. Throws a `RangeError` for an index outside the split. */
  read(split: Split, indices: ArrayLike<number>): Batch;
}
