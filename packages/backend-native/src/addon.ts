import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NativeBackendError } from './errors.ts';

/** Whole numbers that describe shapes and strides to the addon. */
export type Plan = Int32Array;

/** The compiled part. Every function checks lengths and throws a RangeError on a call that would leave an array. */
export interface Addon {
  readonly unaryOps: readonly string[];
  readonly binaryOps: readonly string[];
  readonly compareOps: readonly string[];
  readonly reduceOps: readonly string[];
  readonly activations: readonly string[];
  /** Instruction levels that this machine runs, best first. */
  readonly levels: readonly string[];
  configure(threads: number, level: string): void;
  /** Bytes from the beginning of `x` to the next 64-byte boundary. */
  misalignment(x: Float32Array): number;
  unary(op: number, x: Float32Array, out: Float32Array, p: number, q: number): void;
  binary(op: number, a: Float32Array, b: Float32Array, out: Float32Array, plan: Plan | null): void;
  compare(op: number, a: Float32Array, b: Float32Array, out: Uint8Array, plan: Plan | null): void;
  select(condition: Uint8Array, a: Float32Array, b: Float32Array, out: Float32Array): void;
  toFloat(x: Uint8Array | Int32Array, out: Float32Array): void;
  reduce(op: number, x: Float32Array, out: Float32Array, outer: number, n: number, inner: number): void;
  softmax(x: Float32Array, out: Float32Array, n: number): void;
  copy(from: Float32Array, fromOffset: number, to: Float32Array, toOffset: number, plan: Plan): void;
  matmul(
    a: Float32Array,
    b: Float32Array,
    out: Float32Array,
    plan: Plan,
    bias: Float32Array | null,
    activation: number,
    alpha: number,
  ): void;
  convolve(
    x: Float32Array,
    filter: Float32Array,
    out: Float32Array,
    plan: Plan,
    bias: Float32Array | null,
    activation: number,
    alpha: number,
  ): void;
  convolveInputGrad(dy: Float32Array, filter: Float32Array, dx: Float32Array, plan: Plan): void;
  convolveFilterGrad(x: Float32Array, dy: Float32Array, dfilter: Float32Array, plan: Plan): void;
  resize(x: Float32Array, out: Float32Array, plan: Plan, rows: Int32Array, columns: Int32Array): void;
  resizeGrad(dy: Float32Array, dx: Float32Array, plan: Plan, rows: Int32Array, columns: Int32Array): void;
}

/** Where the addon of this platform lies: the same folder seen from `src` and from `dist`. */
export function addonPath(): string {
  return fileURLToPath(new URL(`../prebuilds/${process.platform}-${process.arch}/backend-native.node`, import.meta.url));
}

/**
 * Loads the addon.
 * @throws NativeBackendError when there is none for this platform, or the file is damaged or made for another one.
 */
export function loadAddon(path = addonPath()): Addon {
  if (!existsSync(path)) {
    throw new NativeBackendError(
      `native backend: no addon for ${process.platform}-${process.arch} (looked for ${path}). ` +
        'With a C++ compiler installed, "npm rebuild" does not make it; run "node scripts/build.mjs" in the folder of this package.',
    );
  }
  let loaded: Partial<Addon>;
  try {
    loaded = createRequire(import.meta.url)(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NativeBackendError(
      `native backend: the addon at ${path} does not load on this machine, it is damaged or made for another: ${reason}`,
    );
  }
  if (!isAddon(loaded)) {
    throw new NativeBackendError(`native backend: ${path} is not the addon of this version; build it anew with "node scripts/build.mjs"`);
  }
  return loaded;
}

const functions = [
  'configure',
  'misalignment',
  'unary',
  'binary',
  'compare',
  'select',
  'toFloat',
  'reduce',
  'softmax',
  'copy',
  'matmul',
  'convolve',
  'convolveInputGrad',
  'convolveFilterGrad',
  'resize',
  'resizeGrad',
] as const;

function isAddon(loaded: Partial<Addon>): loaded is Addon {
  return functions.every((name) => typeof loaded[name] === 'function') && Array.isArray(loaded.levels);
}
