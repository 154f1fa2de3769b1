import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend.ts';
import { NativeBackendError } from '../errors.ts';
import { allFloat, floats, input, type Kernel, type KernelMap } from './kernel.ts';

/** Returns the values of a tensor of whole numbers. */
function ints(backend: NativeBackend, tensor: TensorInfo): Int32Array {
  const { values } = backend.data.get(tensor.dataId);
  return values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
}

const gatherV2: Kernel = (call) => {
  const { backend, attrs } = call;
  const x = input(call, 'x');
  const indices = input(call, 'indices');
  const axis = util.parseAxisParam(attrs.axis as number, x.shape)[0]!;
  const chosen = ints(backend, indices);
  const size = x.shape[axis]!;
  const wrong = chosen.find((index) => !(index >= 0 && index < size));
  if (wrong !== undefined) throw new NativeBackendError(`native GatherV2: the index value ${wrong} is not in [0, ${size - 1}]`);
  const info = backend_util.segment_util.collectGatherOpShapeInfo(x as never, indices as never, axis, Number(attrs.batchDims ?? 0));
  if (!allFloat(x) || x.shape.includes(0) || chosen.length === 0) return null;
  const result = backend.allocate(info.outputShape);
  const sizes = Int32Array.of(info.batchSize, info.outerSize, info.dimSize, info.sliceSize);
  backend.addon.gather(floats(backend, x), chosen, result.values, sizes);
  return result.info;
};

/** Returns the row that each index (of several numbers) names. */
function rowsOf(name: string, indices: Int32Array, depth: number, strides: readonly number[], rows: number, shape: number[]): Int32Array {
  return Int32Array.from({ length: depth === 0 ? 1 : indices.length / depth }, (_, i) => {
    let row = 0;
    for (let d = 0; d < depth; d++) row += indices[i * depth + d]! * strides[d]!;
    if (row >= 0 && row < rows) return row;
    const index = Array.from(indices.subarray(i * depth, (i + 1) * depth));
    throw new NativeBackendError(`native ${name}: Invalid indices: ${index} does not index into ${shape}`);
  });
}

const gatherNd: Kernel = (call) => {
  const { backend } = call;
  const params = input(call, 'params');
  const indices = input(call, 'indices');
  const [shape, slices, sliceSize, strides] = backend_util.prepareAndValidate(params as never, indices as never);
  if (!allFloat(params) || slices === 0 || shape.includes(0) || params.shape.includes(0)) return null;
  const count = util.sizeFromShape(params.shape) / sliceSize;
  const rows = rowsOf('GatherNd', ints(backend, indices), indices.shape.at(-1)!, strides, count, params.shape);
  const { info, values } = backend.allocate(shape);
  backend.addon.gather(floats(backend, params), rows, values, Int32Array.of(1, 1, count, sliceSize));
  return info;
};

const unsortedSegmentSum: Kernel = (call) => {
  const { backend } = call;
  const x = input(call, 'x');
  const segmentIds = input(call, 'segmentIds');
  const inner = util.sizeFromShape(x.shape.slice(1));
  if (!allFloat(x) || segmentIds.shape.length !== 1 || inner === 0) return null;
  const { info, values } = backend.allocate([Number(call.attrs.numSegments), ...x.shape.slice(1)]);
  backend.addon.segmentSum(floats(backend, x), ints(backend, segmentIds), values, inner);
  return info;
};

const scatterNd: Kernel = (call) => {
  const { backend } = call;
  const indices = input(call, 'indices');
  const updates = input(call, 'updates');
  const shape = call.attrs.shape as number[];
  const { sliceRank, sliceSize, strides, outputSize } = backend_util.calculateShapes(updates, indices, shape);
  if (!allFloat(updates) || outputSize === 0 || indices.shape.includes(0)) return null;
  const rows = rowsOf('ScatterNd', ints(backend, indices), sliceRank, strides, outputSize / sliceSize, shape);
  const { info, values } = backend.allocate(shape);
  backend.addon.segmentSum(floats(backend, updates), rows, values, sliceSize);
  return info;
};

const oneHot: Kernel = (call) => {
  const { backend } = call;
  const { dtype, onValue, offValue } = call.attrs;
  const depth = Number(call.attrs.depth);
  const indices = input(call, 'indices');
  const shape = [...indices.shape, depth];
  if (dtype !== 'float32' && dtype !== 'int32') return null;
  const result = dtype === 'float32' ? backend.allocate(shape) : { values: new Int32Array(util.sizeFromShape(shape)) };
  result.values.fill(Number(offValue));
  ints(backend, indices).forEach((index, i) => {
    if (index >= 0 && index < depth) result.values[i * depth + index] = Number(onValue);
  });
  return 'info' in result ? result.info : backend.makeTensorInfo(shape, 'int32', result.values);
};

/** Kernels that choose rows by index, their gradients, and one-hot vectors. */
export const gatherKernels: KernelMap = {
  GatherV2: gatherV2,
  GatherNd: gatherNd,
  UnsortedSegmentSum: unsortedSegmentSum,
  ScatterNd: scatterNd,
  OneHot: oneHot,
};
