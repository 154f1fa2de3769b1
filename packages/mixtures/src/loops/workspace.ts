import { type Loops, plain } from './plain.ts';
import { binary } from './simd.ts';

/** What the language has of WebAssembly that is needed here; not every place that runs JavaScript has it. */
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

/** Arrays of the given sizes in the memory of a loop; one memory for all, since making one takes longer than a small fit. */
export function workspace(loop: keyof Loops, sizes: readonly number[]): Workspace {
  const starts: number[] = [];
  let bytes = 0;
  for (const size of sizes) {
    starts.push(bytes);
    // A multiple of 16 bytes, and room for the points up to which a loop rounds.
    bytes += 16 * Math.ceil(size / 2 + 4);
  }
  if (!memory || memory.buffer.byteLength < bytes) {
    try {
      memory = instantiate(bytes);
    } catch {
      // There is no WebAssembly, it lacks vectors, or a page does not allow it.
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
