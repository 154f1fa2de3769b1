import type { Addon } from '../addon.ts';
import { createPool, type Pool } from '../pool.ts';

/** A function being recorded: its kernels are noted, not run, and its tensors hold nothing. */
export interface Tracing {
  /** Memory that tells tensors apart; nobody reads or writes it, so that it costs addresses alone. */
  readonly pool: Pool;
  /** From here on `values` is a result that a kernel will write. */
  begin(values: Float32Array | Int32Array | Uint8Array): void;
  /** From here on `values` holds what JavaScript has written. */
  write(values: ArrayLike<unknown>): void;
}

/** Begins to note what the addon is asked to do on this thread. */
export function createTracing(addon: Addon): Tracing {
  addon.recordBegin();
  // What lies at an address must not give way to something else unnoticed.
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
