import type { Addon } from '../addon.ts';
import { createPool, type Pool } from '../pool.ts';

/** The state while a function is recorded: its kernels are recorded, not run, and its tensors have no values. */
export interface Tracing {
  /** Memory whose addresses tell tensors apart; it is never read or written, so that it costs nothing but address space. */
  readonly pool: Pool;
  /** Announces that `values` is a result, which a kernel will write. */
  begin(values: Float32Array | Int32Array | Uint8Array): void;
  /** Announces that JavaScript has written `values`. */
  write(values: ArrayLike<unknown>): void;
}

/** Begins to record the calls of the addon on this thread. */
export function createTracing(addon: Addon): Tracing {
  addon.recordBegin();
  // Keeps the arrays alive, so that no new array gets the address of an earlier one.
  const held: unknown[] = [];
  return {
    pool: createPool({ limit: () => Number.POSITIVE_INFINITY, misalignment: () => 0 }),
    begin: (values) => {
      held.push(values);
      addon.recordTemporary(values);
    },
    write: (values) => {
      held.push(values);
      if (ArrayBuffer.isView(values)) addon.recordForget(values);
    },
  };
}
