import { type Loops, plain } from './plain.ts';
import { binary } from './simd.ts';

/** The part of WebAssembly that is used here. Not every JavaScript engine has it. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (options: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<keyof Loops, (...places: number[]) => void>> };
};

type Arrays = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

export interface Workspace {
  /** Arrays that the loop reads and writes, in the order of its arguments. Another workspace may overwrite what they hold. */
  readonly arrays: Arrays;
  /** Runs the loop. */
  run(d: number, n: number, K?: number): void;
}

let memory: { readonly buffer: ArrayBuffer; readonly loops?: ReturnType<typeof instantiate>['loops'] } | undefined;

/**
 * Returns arrays of the given sizes in the memory of a loop. All loops share one memory, because creating one takes longer than a small
 * fit.
 */
export function workspace(loop: keyof Loops, sizes: readonly number[]): Workspace {
  const starts: number[] = [];
  let bytes = 0;
  for (const size of sizes) {
    starts.push(bytes);
    // Rounded up to a multiple of 16 bytes, with room for the extra points that a loop may write.
    bytes += 16 * Math.ceil(size / 2 + 4);
  }
  if (!memory || memory.buffer.byteLength < bytes) {
    try {
      memory = instantiate(bytes);
    } catch {
      // WebAssembly is missing, lacks vector instructions, or is forbidden by the page.
      memory = { buffer: new ArrayBuffer(bytes) };
    }
  }
  const { buffer, loops } = memory;
  const arrays = starts.map((start, i) => new Float64Array(buffer, start, sizes[i])) as Arrays;
  return {
    arrays,
    run: (d, n, K = 0) => (loops ? loops[loop](...starts, d, n, K) : plain[loop](...arrays, d, n, K)),
  };
}

function instantiate(bytes: number) {
  const module = new WebAssembly.Module(Uint8Array.from(binary.match(/../g)!, (byte) => Number.parseInt(byte, 16)));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / 65536) });
  return { buffer: memory.buffer, loops: new WebAssembly.Instance(module, { env: { memory } }).exports };
}
