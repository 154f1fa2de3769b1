import { backend_util, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend.ts';
import { allFloat, floats, input, type Kernel, type KernelMap } from './kernel.ts';
import { planWalk, stridesOf } from './strides.ts';

/** A walk through an array: its start, and the stride of each dimension. */
interface Walk {
  values: Float32Array;
  offset: number;
  strides: readonly number[];
}

/** Copies an index space of `sizes` from one walk to another; returns false if that takes more than eight dimensions. */
export function copy(backend: NativeBackend, sizes: readonly number[], from: Walk, to: Walk): boolean {
  if (sizes.includes(0)) return true;
  const plan = planWalk(sizes, from.strides, to.strides, 2);
  if (!plan) return false;
  backend.addon.copy(from.values, from.offset, to.values, to.offset, plan);
  return true;
}

/** Returns a new tensor of `shape` that is read from `x` by `strides` from `offset`; null if that takes more than eight dimensions. */
function read(backend: NativeBackend, x: TensorInfo, shape: number[], strides: readonly number[], offset = 0): TensorInfo | null {
  const { info, values } = backend.allocate(shape);
  const from = { values: floats(backend, x), offset, strides };
  if (copy(backend, shape, from, { values, offset: 0, strides: stridesOf(shape) })) return info;
  backend.disposeIntermediateTensorInfo(info);
  return null;
}

/** Returns `x` with its dimensions in the order of `perm`. */
export function transposed(backend: NativeBackend, x: TensorInfo, perm: readonly number[]): TensorInfo | null {
  const strides = stridesOf(x.shape);
  return read(
    backend,
    x,
    perm.map((d) => x.shape[d]!),
    perm.map((d) => strides[d]!),
  );
}

const transpose: Kernel = (call) => {
  const x = input(call, 'x');
  return allFloat(x) ? transposed(call.backend, x, call.attrs.perm as number[]) : null;
};

function sliced(backend: NativeBackend, x: TensorInfo, begin: number[], size: number[]): TensorInfo | null {
  slice_util.assertParamsValid(x, begin, size);
  const strides = stridesOf(x.shape);
  return read(backend, x, size, strides, slice_util.computeFlatOffset(begin, strides));
}

const slice: Kernel = (call) => {
  const x = input(call, 'x');
  if (!allFloat(x)) return null;
  const [begin, size] = slice_util.parseSliceParams(x, call.attrs.begin as number | number[], call.attrs.size as number | number[]);
  return x.shape.length === 0 ? null : sliced(call.backend, x, begin!, size!);
};

const splitV: Kernel = (call) => {
  const x = input(call, 'x');
  const axis = util.parseAxisParam(call.attrs.axis as number, x.shape)[0]!;
  const sizes = backend_util.prepareSplitSize(x, call.attrs.numOrSizeSplits as number[] | number, axis);
  if (!allFloat(x) || x.shape.length > 8) return null;
  let start = 0;
  return sizes.map((size) => {
    const begin = x.shape.map((_, d) => (d === axis ? start : 0));
    start += size;
    return sliced(
      call.backend,
      x,
      begin,
      x.shape.map((whole, d) => (d === axis ? size : whole)),
    )!;
  });
};

const unpack: Kernel = (call) => {
  const x = input(call, 'value');
  const axis = util.parseAxisParam(call.attrs.axis as number, x.shape)[0]!;
  if (!allFloat(x) || x.shape.length > 8) return null;
  const strides = stridesOf(x.shape);
  const without = (sizes: readonly number[]) => sizes.filter((_, d) => d !== axis);
  return Array.from({ length: x.shape[axis]! }, (_, at) => read(call.backend, x, without(x.shape), without(strides), at * strides[axis]!)!);
};

const tile: Kernel = (call) => {
  const x = input(call, 'x');
  const reps = call.attrs.reps as number[];
  if (!allFloat(x) || x.shape.length === 0) return null;
  // Each axis becomes a pair: the repetitions, with stride 0, and the elements.
  const strides = stridesOf(x.shape);
  const pairs = x.shape.flatMap((size, d) => [reps[d]!, size]);
  const steps = strides.flatMap((stride) => [0, stride]);
  const paired = read(call.backend, x, pairs, steps);
  if (!paired) return null;
  return { ...paired, shape: x.shape.map((size, d) => size * reps[d]!) };
};

const pad: Kernel = (call) => {
  const x = input(call, 'x');
  const paddings = call.attrs.paddings as [number, number][];
  if (!allFloat(x) || x.shape.length === 0 || x.shape.length > 8) return null;
  const { info, values } = call.backend.allocate(x.shape.map((size, d) => size + paddings[d]![0] + paddings[d]![1]));
  call.backend.addon.fill(values, Number(call.attrs.constantValue));
  const strides = stridesOf(info.shape);
  const offset = strides.reduce((sum, stride, d) => sum + stride * paddings[d]![0], 0);
  copy(call.backend, x.shape, { values: floats(call.backend, x), offset: 0, strides: stridesOf(x.shape) }, { values, offset, strides });
  return info;
};

/** Writes the parts one after the other along an axis. */
function join(backend: NativeBackend, parts: TensorInfo[], shape: number[], axis: number): TensorInfo {
  const { info, values } = backend.allocate(shape);
  const outer = util.sizeFromShape(shape.slice(0, axis));
  const row = util.sizeFromShape(shape.slice(axis));
  let offset = 0;
  for (const part of parts) {
    const width = outer === 0 ? 0 : util.sizeFromShape(part.shape) / outer;
    const from = { values: floats(backend, part), offset: 0, strides: [width, 1] };
    copy(backend, [outer, width], from, { values, offset, strides: [row, 1] });
    offset += width;
  }
  return info;
}

const concat: Kernel = (call) => {
  const parts = Object.values(call.inputs).filter((part) => part !== undefined);
  const first = parts[0];
  if (!first || !allFloat(...parts)) return null;
  const axis = util.parseAxisParam(call.attrs.axis as number, first.shape)[0]!;
  const shapes = parts.map((part) => part.shape);
  backend_util.assertParamsConsistent(shapes, axis);
  return join(call.backend, parts, backend_util.computeOutShape(shapes, axis), axis);
};

const pack: Kernel = (call) => {
  const parts = Object.values(call.inputs).filter((part) => part !== undefined);
  const first = parts[0];
  if (!first || !allFloat(...parts)) return null;
  const axis = Number(call.attrs.axis);
  for (const part of parts) util.assertShapesMatch(first.shape, part.shape, 'All tensors passed to stack must have matching shapes: ');
  return join(call.backend, parts, first.shape.toSpliced(axis, 0, parts.length), axis);
};

/** Kernels that move values without computing. */
export const layoutKernels: KernelMap = {
  Transpose: transpose,
  Slice: slice,
  SplitV: splitV,
  Unpack: unpack,
  Tile: tile,
  PadV2: pad,
  Concat: concat,
  Pack: pack,
};
