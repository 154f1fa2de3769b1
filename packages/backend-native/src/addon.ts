import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { CaptureAddon } from './capture/addon.ts';
import { NativeBackendError } from './errors.ts';
import type { FusedAddon } from './fused/addon.ts';
import type { OpsAddon } from './kernels/ops-addon.ts';
import type { Plan } from './plan-type.ts';

export type { Plan };

/** The compiled part. Every function checks lengths and throws a RangeError for a call that would read or write outside of an array. */
export interface Addon extends FusedAddon, OpsAddon, CaptureAddon {
  readonly unaryOps: readonly string[];
  readonly binaryOps: readonly string[];
  readonly compareOps: readonly string[];
  readonly reduceOps: readonly string[];
  readonly activations: readonly string[];
  /** The instruction levels that this machine runs, the best first. */
  readonly levels: readonly string[];
  configure(threads: number, level: string): void;
  /** Returns the number of bytes from the beginning of `x` to the next 64-byte boundary. */
  misalignment(x: Float32Array): number;
  unary(op: number, x: Float32Array, out: Float32Array, p: number, q: number): void;
  binary(op: number, a: Float32Array, b: Float32Array, out: Float32Array, plan: Plan | null): void;
  compare(op: number, a: Float32Array, b: Float32Array, out: Uint8Array, plan: Plan | null): void;
  select(condition: Uint8Array, a: Float32Array, b: Float32Array, out: Float32Array): void;
  toFloat(x: Uint8Array | Int32Array, out: Float32Array): void;
  reduce(op: number, x: Float32Array, out: Float32Array, outer: number, n: number, inner: number): void;
  softmax(x: Float32Array, out: Float32Array, n: number): void;
  fill(out: Float32Array, value: number): void;
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
  convolveInputGrad(dy: Float32Array, filter: Float32Array, dx: Float32Array, plan: Plan, bias: Float32Array | null): void;
  convolveFilterGrad(x: Float32Array, dy: Float32Array, dfilter: Float32Array, plan: Plan): void;
  resize(x: Float32Array, out: Float32Array, plan: Plan, rows: Int32Array, columns: Int32Array): void;
  resizeGrad(dy: Float32Array, dx: Float32Array, plan: Plan, rows: Int32Array, columns: Int32Array): void;
}

/** Tells whether this process runs on the C library musl, as on Alpine: the list of mapped files then names musl or its loader. */
function onMusl(): boolean {
  const maps = '/proc/self/maps';
  return process.platform === 'linux' && existsSync(maps) && /\/ld-musl-|-linux-musl\/libc\.so/.test(readFileSync(maps, 'latin1'));
}

/** Returns the name of this machine's platform, such as `linux-x64` or `linux-musl-x64`. */
export function platformName(): string {
  return `${process.platform}${onMusl() ? '-musl' : ''}-${process.arch}`;
}

/** Returns the path of this platform's addon; it is the same seen from `src` and from `dist`. */
export function addonPath(): string {
  return fileURLToPath(new URL(`../prebuilds/${platformName()}/backend-native.node`, import.meta.url));
}

/**
 * Loads the addon.
 * @throws NativeBackendError if there is no addon for this platform, or the file is damaged or made for another platform.
 */
export function loadAddon(path = process.env.NEURAL_EM_NATIVE_ADDON || addonPath()): Addon {
  if (!existsSync(path)) {
    throw new NativeBackendError(
      `native backend: no addon for ${platformName()} (looked for ${path}). ` +
        'With a C++ compiler installed, "node scripts/build.mjs" in the folder of this package makes it.',
    );
  }
  if (!isWhole(path)) throw new NativeBackendError(`native backend: ${path} is damaged (its checksum is wrong); ${anew}`);
  let loaded: Partial<Addon>;
  try {
    loaded = createRequire(import.meta.url)(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NativeBackendError(
      `native backend: ${path} does not load on this machine and may be made for another one (${reason}); ${anew}`,
    );
  }
  if (!isAddon(loaded)) throw new NativeBackendError(`native backend: ${path} is not the addon of this version; ${anew}`);
  return loaded;
}

const anew = 'install the package again, or build the addon with "node scripts/build.mjs"';

/** Compares the file with the checksum beside it: loading a truncated library can end the process before any error can be caught. */
function isWhole(path: string): boolean {
  const checksum = `${path}.sha256`;
  if (!existsSync(checksum)) return false;
  return createHash('sha256').update(readFileSync(path)).digest('hex') === readFileSync(checksum, 'utf8').trim();
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
  'fill',
  'replay',
  'matmul',
  'convolve',
  'convolveInputGrad',
  'convolveFilterGrad',
  'resize',
  'resizeGrad',
  'blendGrad',
] as const;

function isAddon(loaded: Partial<Addon>): loaded is Addon {
  return functions.every((name) => typeof loaded[name] === 'function') && Array.isArray(loaded.levels) && Array.isArray(loaded.pixels);
}
