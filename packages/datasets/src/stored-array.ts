/** Numbers as a file holds them. */
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

/** An array in a file, T frames × N items × its own axes. */
export interface StoredArray {
  /** Where it is in the file, for errors. */
  readonly place: string;
  readonly shape: readonly number[];
  /** Whole numbers by their type, truth values among them. */
  readonly integers?: boolean;
  /** All values, where they are in memory. */
  readonly values?: Numbers;
  /** Reads all frames of items `first` … `last` − 1: [T, last − first, …]. */
  read(first: number, last: number): Numbers;
}

/** The arrays of a split by name: `features` [T, N, H, W, C], `groups` [T, N, H, W, 1] and others. */
export type StoredSplit = Readonly<Record<string, StoredArray>>;
