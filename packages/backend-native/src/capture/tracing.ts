import type { Addon } from '../addon.ts';
import type { Pool } from '../pool.ts';

/** The state while a function is recorded: its kernels are recorded, not run, and its tensors have no values. */
export interface Tracing {
  /** Memory whose addresses tell tensors apart. */
  readonly pool: Addresses;
  /** Announces that `values` is a result, which a kernel will write. */
  begin(values: Float32Array | Int32Array | Uint8Array): void;
  /** Announces that JavaScript has written `values`. */
  write(values: ArrayLike<unknown>): void;
}

type Addresses = Pick<Pool, 'take' | 'give' | 'owns'>;

/** The system maps a block of this many floats by itself, and gives it no memory as long as nothing reads or writes it. */
const blockFloats = 2 ** 24;

/** A pool of arrays that are never read or written, so that they cost nothing but address space. */
function createAddresses(): Addresses {
  const free = new Map<number, Float32Array[]>();
  const blocks = new Set<ArrayBufferLike>();
  let rest = new Float32Array(0);
  return {
    take(length) {
      const reused = free.get(length)?.pop();
      if (reused) return reused;
      const room = length + 1; // empty arrays have addresses of their own, too
      if (rest.length < room) rest = new Float32Array(Math.max(room, blockFloats));
      blocks.add(rest.buffer);
      const array = rest.subarray(0, length);
      rest = rest.subarray(room);
      return array;
    },
    give(array) {
      const list = free.get(array.length);
      if (list) list.push(array);
      else free.set(array.length, [array]);
    },
    owns: ({ buffer }) => blocks.has(buffer),
  };
}

/** Begins to record the calls of the addon on this thread. */
export function createTracing(addon: Addon): Tracing {
  addon.recordBegin();
  // Keeps the arrays alive, so that no new array gets the address of an earlier one.
  const held: unknown[] = [];
  return {
    pool: createAddresses(),
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
