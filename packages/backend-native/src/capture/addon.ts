type Values = ArrayBufferView;

/** A handle of a list of kernel calls that the addon holds; the list is freed with this object. */
export type Recording = Readonly<Record<never, never>>;

/** The part of the addon that records kernel calls and runs them again. */
export interface CaptureAddon {
  /** Begins a recording: from now on, calls of kernels on this thread are recorded and not run. */
  recordBegin(): void;
  /** Drops the recording under way, if there is one. */
  recordAbort(): void;
  /** Announces that the array is a result from now on. Like the next two functions, it returns the number of the array's buffer. */
  recordTemporary(values: Values): number;
  /** Announces that the array stands for an array that is passed to every replay. */
  recordExternal(values: Values): number;
  recordFind(values: Values): number;
  /** Forgets the array, as if it had never been announced. */
  recordForget(values: Values): void;
  /** Ends the recording; `updates` are pairs of an external buffer and the buffer whose values it must hold at the end. */
  recordEnd(outputs: Int32Array, updates: Int32Array): Recording;
  /**
   * Runs a recording. `arrays` has one array for each external buffer, and then one for each output; it may be null if `describe` does not
   * list its place in `used`. Adds the nanoseconds of each step to `times`.
   */
  replay(recording: Recording, arrays: readonly (Values | null)[], times?: Float64Array): void;
  /**
   * Describes a recording: its steps as text, the bytes of memory in use while it runs, the floating-point operations of its products, and
   * the places of the arrays that it needs.
   */
  describe(recording: Recording): { readonly steps: string[]; readonly arena: number; readonly flops: number; readonly used: number[] };
}
