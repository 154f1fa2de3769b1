/** A store of freed arrays, so that tensors of recurring sizes need no fresh memory. */
export interface Pool {
  /** `length` elements with arbitrary contents. Throws a RangeError when there is no memory. */
  take(length: number): Float32Array;
  /** Gives an array from `take` back; its memory may be handed out again at once. */
  give(array: Float32Array): void;
  /** Whether the array's memory belongs to this pool. */
  owns(array: { readonly buffer: ArrayBufferLike }): boolean;
  /** Bytes handed out, and bytes kept for reuse. */
  bytes(): { used: number; kept: number };
  /** Drops what is kept. */
  clear(): void;
}

const alignment = 64;
const leastFloats = 64;

/** The size class of `length`: four classes to the octave, so that at most a fifth of an array lies idle. */
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

  function fresh(size: number): Float32Array {
    const buffer = request(size * 4 + alignment);
    owned.add(buffer);
    return new Float32Array(buffer, misalignment(new Float32Array(buffer)), size);
  }

  function request(bytes: number): ArrayBuffer {
    try {
      return new ArrayBuffer(bytes);
    } catch {
      throw new RangeError(`not enough memory for ${bytes} bytes (${used} bytes of tensors are in use)`);
    }
  }

  return {
    take(length) {
      const size = sizeClass(length);
      const reused = free.get(size)?.pop();
      const whole = reused ?? fresh(size);
      if (reused) kept -= size * 4;
      used += size * 4;
      return new Float32Array(whole.buffer, whole.byteOffset, length);
    },
    give(array) {
      const size = sizeClass(array.length);
      used -= size * 4;
      if (kept + size * 4 > limit()) return;
      kept += size * 4;
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
