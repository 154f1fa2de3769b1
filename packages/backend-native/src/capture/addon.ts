type Values = ArrayBufferView;

/** A list of kernel calls in the addon's keeping; freed with this object. */
export type Recording = Readonly<Record<never, never>>;

/** The part of the addon that records kernel calls and runs them again. */
export interface CaptureAddon {
  /** From here on kernels called on this thread are noted and not run. */
  recordBegin(): void;
  /** Ends a recording that came to nothing, if there is one. */
  recordAbort(): void;
  /** From here on the array is a result. Like the next two, it returns the number of the array's buffer. */
  recordTemporary(values: Values): number;
  /** From here on the array stands for one that every replay is given. */
  recordExternal(values: Values): number;
  recordFind(values: Values): number;
  /** From here on the array is one that was never seen. */
  recordForget(values: Values): void;
  /** Ends the recording; `updates` are pairs of buffers: an external one, and what it is to hold at the end. */
  recordEnd(outputs: Int32Array, updates: Int32Array): Recording;
  /** One array for each external buffer and then for each output; null for one that `describe` does not name as used. Adds nanoseconds a step to `times`. */
  replay(recording: Recording, arrays: readonly (Values | null)[], times?: Float64Array): void;
  /** Steps in words, bytes of memory in use while it runs, floating-point operations of its products, and the places of the arrays that it needs. */
  describe(recording: Recording): { readonly steps: string[]; readonly arena: number; readonly flops: number; readonly used: number[] };
}
