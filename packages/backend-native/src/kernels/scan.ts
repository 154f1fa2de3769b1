import { cumsum, type GradConfig, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { allFloat, floats, input, type Kernel, type KernelMap, reshaped } from './kernel.ts';
import { middle } from './reduce.ts';

/** Groups neighbouring axes, which are reversed as one. */
function runsOf(axes: readonly number[]): number[][] {
  const runs: number[][] = [];
  for (const axis of [...axes].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.at(-1) === axis - 1) last.push(axis);
    else runs.push([axis]);
  }
  return runs;
}

const reverse: Kernel = (call) => {
  const { backend } = call;
  const x = input(call, 'x');
  if (!allFloat(x) || x.shape.length === 0 || x.shape.includes(0)) return null;
  const runs = runsOf(util.parseAxisParam(call.attrs.dims as number | number[], x.shape));
  return runs.reduce<TensorInfo>(
    (from, axes) => {
      const { info, values } = backend.allocate(x.shape);
      backend.addon.reverse(floats(backend, from), values, ...middle(x.shape, axes)!);
      backend.disposeIntermediateTensorInfo(from);
      return info;
    },
    reshaped(backend, x, x.shape),
  );
};

function scan(product: number): Kernel {
  return (call) => {
    const { backend, attrs } = call;
    const x = input(call, 'x');
    if (!allFloat(x) || x.shape.includes(0)) return null;
    const sizes = middle(x.shape, util.parseAxisParam(attrs.axis as number, x.shape))!;
    const { info, values } = backend.allocate(x.shape);
    backend.addon.scan(product, Number(attrs.exclusive === true), Number(attrs.reverse === true), floats(backend, x), values, ...sizes);
    return info;
  };
}

function argExtreme(largest: number): Kernel {
  return (call) => {
    const { backend } = call;
    const x = input(call, 'x');
    const axis = util.parseAxisParam(call.attrs.axis as number | number[], x.shape)[0];
    if (!allFloat(x) || axis === undefined || x.shape.includes(0)) return null;
    const shape = x.shape.toSpliced(axis, 1);
    const { info, values } = backend.allocateInts(shape);
    backend.addon.argExtreme(largest, floats(backend, x), values, ...middle(x.shape, [axis])!);
    return info;
  };
}

const topK: Kernel = (call) => {
  const { backend } = call;
  const x = input(call, 'x');
  const k = Number(call.attrs.k);
  if (!allFloat(x) || x.shape.length === 0 || x.shape.includes(0) || k < 1) return null;
  const shape = [...x.shape.slice(0, -1), k];
  const { info, values } = backend.allocate(shape);
  const indices = backend.allocateInts(shape);
  backend.addon.topK(floats(backend, x), values, indices.values, x.shape.at(-1)!, k);
  return [info, indices.info];
};

const logSoftmax: Kernel = (call) => {
  const logits = input(call, 'logits');
  const { info, values } = call.backend.allocate(logits.shape);
  if (values.length > 0) call.backend.addon.logSoftmax(floats(call.backend, logits), values, logits.shape.at(-1) ?? 1);
  return info;
};

/** Kernels that work along an axis. */
export const scanKernels: KernelMap = {
  Reverse: reverse,
  Cumsum: scan(0),
  Cumprod: scan(1),
  ArgMax: argExtreme(1),
  ArgMin: argExtreme(0),
  TopK: topK,
};

/** Computes the sums in the other direction. (The gradient of tfjs-core transposes a result that is in order already if the axis is not the last.) */
export const cumsumGradient: GradConfig = {
  kernelName: 'Cumsum',
  gradFunc: (dy, _saved, { axis, exclusive, reverse }) => ({
    x: () => cumsum(dy as Tensor, axis as number, exclusive === true, reverse !== true),
  }),
};

/** Log-softmax over the last axis. The CPU backend has no such kernel; there `tf.logSoftmax` composes it. */
export const logSoftmaxKernels: KernelMap = { LogSoftmax: logSoftmax };
