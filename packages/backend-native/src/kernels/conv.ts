import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { Plan } from '../addon.ts';
import { allFloat, floats, input, type Kernel, type KernelCall, type KernelMap, opIndex } from './kernel.ts';
import { type Finish, finishesItself, finishOf, finishSeparately } from './matmul.ts';

type Shape4 = [number, number, number, number];

/** Returns the geometry that the attributes describe, or null for layouts that the addon cannot read. */
function geometry(call: KernelCall, inShape: number[], filterShape: number[], dilations: number | number[]) {
  const { strides, pad, dataFormat, dimRoundingMode } = call.attrs;
  if (dataFormat === 'NCHW') return null;
  return backend_util.computeConv2DInfo(
    inShape as Shape4,
    filterShape as Shape4,
    strides as number | [number, number],
    dilations as number | [number, number],
    pad as 'same' | 'valid' | number,
    dimRoundingMode as 'floor' | 'round' | 'ceil',
    false,
    'channelsLast',
  );
}

type Geometry = NonNullable<ReturnType<typeof geometry>>;

function planOf(c: Geometry): Plan {
  return Int32Array.of(
    c.batchSize,
    c.inHeight,
    c.inWidth,
    c.inChannels,
    c.filterHeight,
    c.filterWidth,
    c.outHeight,
    c.outWidth,
    c.outChannels,
    c.strideHeight,
    c.strideWidth,
    c.dilationHeight,
    c.dilationWidth,
    c.padInfo.top,
    c.padInfo.left,
  );
}

const isEmpty = (c: Geometry) => c.inShape.includes(0) || c.outShape.includes(0) || c.filterShape.includes(0);

function convolve(call: KernelCall, c: Geometry, finish: Finish): TensorInfo {
  const { backend } = call;
  const { info, values } = backend.allocate(c.outShape);
  const bias = finish.bias ? floats(backend, finish.bias) : null;
  const activation = opIndex(backend.addon.activations, finish.activation);
  const x = floats(backend, input(call, 'x'));
  backend.addon.convolve(x, floats(backend, input(call, 'filter')), values, planOf(c), bias, activation, finish.alpha);
  return info;
}

function forward(call: KernelCall): Geometry | null {
  const x = input(call, 'x');
  const filter = input(call, 'filter');
  if (!allFloat(x, filter)) return null;
  const c = geometry(call, x.shape, filter.shape, call.attrs.dilations as number | number[]);
  return c && !isEmpty(c) ? c : null;
}

const plain: Finish = { bias: undefined, activation: 'linear', alpha: 0 };

const conv2d: Kernel = (call) => {
  const c = forward(call);
  return c && convolve(call, c, plain);
};

const fusedConv2d: Kernel = (call) => {
  const c = forward(call);
  const { bias } = call.inputs;
  if (!c || (bias && !allFloat(bias))) return null;
  if (finishesItself(call, bias, c.outChannels)) return convolve(call, c, finishOf(call, bias));
  return finishSeparately(call, convolve(call, c, plain), bias);
};

/** The gradient by the input. With a bias, which only our own layers give, it is a transposed convolution. */
const inputGrad: Kernel = (call) => {
  const dy = input(call, 'dy');
  const filter = input(call, 'filter');
  const c = allFloat(dy, filter) ? geometry(call, call.attrs.inputShape as number[], filter.shape, 1) : null;
  // The dy of a transposed convolution may differ in size from the geometry; the CPU backend computes that case.
  if (!c || isEmpty(c) || !util.arraysEqual(dy.shape, c.outShape)) return null;
  const { info, values } = call.backend.allocate(c.inShape);
  const bias = call.inputs.bias ? floats(call.backend, call.inputs.bias) : null;
  call.backend.addon.convolveInputGrad(floats(call.backend, dy), floats(call.backend, filter), values, planOf(c), bias);
  return info;
};

const filterGrad: Kernel = (call) => {
  const x = input(call, 'x');
  const dy = input(call, 'dy');
  const c = allFloat(x, dy) ? geometry(call, x.shape, call.attrs.filterShape as number[], 1) : null;
  if (!c || isEmpty(c)) return null;
  const { info, values } = call.backend.allocate(c.filterShape);
  call.backend.addon.convolveFilterGrad(floats(call.backend, x), floats(call.backend, dy), values, planOf(c));
  return info;
};

/** Convolutions of images in NHWC order and their gradients. */
export const convKernels: KernelMap = {
  Conv2D: conv2d,
  FusedConv2D: fusedConv2d,
  Conv2DBackpropInput: inputGrad,
  Conv2DBackpropFilter: filterGrad,
};
