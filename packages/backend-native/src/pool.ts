/** Keeps freed arrays, so that tensors of recurring sizes need no fresh memory. */
export interface Pool {
  /** Returns an array of `length` elements with arbitrary contents. Throws a RangeError if there is not enough memory. */
  take(length: number): Float32Array;
  /** Gives an array from `take` back; the next `take` may reuse its memory at once. */
  give(array: Float32Array): void;
  /** Tells whether the array's memory belongs to this pool. */
  owns(array: { readonly buffer: ArrayBufferLike }): boolean;
  /** Returns the number of bytes in use, and of bytes kept for reuse. */
  bytes(): { used: number; kept: number };
  /** Drops the arrays that are kept. */
  clear(): void;
}

const alignment = 64;
const leastFloats = 64;

/** Returns the size class of `length`: there are four classes for each doubling, so that at most a fifth of an array is unused. */
export function sizeClass(length: number): number {
  if (length <= leastFloats) return leastFloats;
  const step = 2 ** (Math.floor(Math.log2(length - 1)) - 2);
  return Math.ceil(length / step) * step;
}

interface PoolOptions {
  limit(): number;
  misalignment(array: Float32Array): number;
}

/** A pool that keeps at most `limit()` bytes; `misalignment` tells how far an array is from an aligned address. */
export function createPool({ limit, misalignment }: PoolOptions): Pool {
  const free = new Map<number, Float32Array[]>();
  const owned = new WeakSet<ArrayBufferLike>();
  let used = 0;
  let kept = 0;

  function request(bytes: number): ArrayBuffer {
    try {
      const buffer = new ArrayBuffer(bytes);
      owned.add(buffer);
      return buffer;
    } catch {
      throw new RangeError(`not enough memory for ${bytes} bytes (${used} bytes of tensors are in use)`);
    }
  }

  function fresh(length: number): Float32Array {
    // A pool that keeps nothing does not round up either, so that a sanitizer sees the true bounds.
    if (limit() === 0) return new Float32Array(request(length * 4));
    const size = sizeClass(length);
    const buffer = request(size * 4 + alignment);
    return new Float32Array(buffer, misalignment(new Float32Array(buffer)), size);
  }

  return {
    take(length) {
      const reused = free.get(sizeClass(length))?.pop();
      const whole = reused ?? fresh(length);
      if (reused) kept -= whole.buffer.byteLength;
      used += whole.buffer.byteLength;
      return new Float32Array(whole.buffer, whole.byteOffset, length);
    },
    give(array) {
      const bytes = array.buffer.byteLength;
      used -= bytes;
      const size = sizeClass(array.length);
      const fits = bytes === size * 4 + alignment; // an array from before the limit was raised from 0 may be smaller
      if (!fits || kept + bytes > limit()) return;
      kept += bytes;
      const list = free.get(size);
      if (list) list.push(array);
      else free.set(size, [array]);
    },
    owns: (array) => owned.has(array.buffer),
    bytes: () => ({ used, kept }),
    clear() {
      free.clear();
      kept = 0;
    },
  };
}
