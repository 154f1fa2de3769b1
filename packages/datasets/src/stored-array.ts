/** Typed arrays of the numbers in a file. */
export type Numbers =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array;

/** An array in a file: T frames × N items × further axes. */
export interface StoredArray {
  /** The place of the array in the file, for errors. */
  readonly place: string;
  readonly shape: readonly number[];
  /** Whether the type of the array is whole numbers, including truth values. */
  readonly integers?: boolean;
  /** All values, if they are in memory. */
  readonly values?: Numbers;
  /** Reads all frames of items `first` … `last` − 1: [T, last − first, …]. */
  read(first: number, last: number): Numbers;
}

/** The arrays of a split by name: `features` [T, N, H, W, C], `groups` [T, N, H, W, 1] and others. */
export type StoredSplit = Readonly<Record<string, StoredArray>>;
