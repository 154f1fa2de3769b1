import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { allFloat, floats, input, type Kernel, type KernelCall, type KernelMap, reshaped } from './kernel.ts';
import { fitsWindows, planOfWindows } from './windows.ts';

type Pair = [number, number];

function geometry({ attrs }: KernelCall, x: TensorInfo): backend_util.Conv2DInfo | null {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const shape = x.shape as [number, number, number, number];
  const padding = pad as 'same' | 'valid' | number;
  const rounding = dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined;
  const c = backend_util.computePool2DInfo(shape, filterSize as Pair | number, strides as Pair | number, 1, padding, rounding);
  return allFloat(x) && fitsWindows(c) ? c : null;
}

function pool(name: 'maxPool' | 'averagePool'): Kernel {
  return (call) => {
    const x = input(call, 'x');
    const c = geometry(call, x);
    if (!c) return null;
    if (c.filterHeight === 1 && c.filterWidth === 1 && util.arraysEqual(c.inShape, c.outShape)) return reshaped(call.backend, x, x.shape);
    const { info, values } = call.backend.allocate(c.outShape);
    call.backend.addon[name](floats(call.backend, x), values, planOfWindows(c));
    return info;
  };
}

/** Passes the gradient to the first of the largest pixels of a window. */
const maxPoolGrad: Kernel = (call) => {
  const dy = input(call, 'dy');
  const x = input(call, 'input');
  const c = geometry(call, x);
  if (!c || !allFloat(dy)) return null;
  const { info, values } = call.backend.allocate(x.shape);
  call.backend.addon.maxPoolGrad(floats(call.backend, dy), floats(call.backend, x), values, planOfWindows(c));
  return info;
};

/**
 * The CPU backend divides by the size of the window even if the window holds padding, which the mean leaves out. The tests of TensorFlow.js
 * expect that for padding that is given for each side, so the CPU backend computes that case.
 */
const averagePoolGrad: Kernel = (call) => {
  const dy = input(call, 'dy');
  const x = input(call, 'input');
  const c = geometry(call, x);
  if (!c || !allFloat(dy) || c.padInfo.type === 'EXPLICIT') return null;
  const { info, values } = call.backend.allocate(x.shape);
  call.backend.addon.averagePoolGrad(floats(call.backend, dy), values, planOfWindows(c));
  return info;
};

/** Kernels of pools of images in NHWC order, and of their gradients. */
export const poolKernels: KernelMap = {
  MaxPool: pool('maxPool'),
  MaxPoolGrad: maxPoolGrad,
  AvgPool: pool('averagePool'),
  AvgPoolGrad: averagePoolGrad,
};
