import { backend_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { NativeBackend } from '../backend.ts';
import { allFloat, floats, input, type Kernel, type KernelCall, type KernelMap, opIndex } from './kernel.ts';
import { copy } from './layout.ts';
import { type Finish, finishesItself, finishOf, finishSeparately } from './matmul.ts';
import { fitsWindows, planOfWindows } from './windows.ts';

type Four = [number, number, number, number];
type Pair = [number, number];

/** The largest number of weights of one filter that the addon can keep. */
const mostWeights = 256;

function geometry({ attrs }: KernelCall, x: number[], filter: number[], dilated: boolean): backend_util.Conv2DInfo | null {
  if (attrs.dataFormat === 'NCHW') return null;
  const strides = attrs.strides as number | Pair;
  const dilations = (attrs.dilations ?? 1) as number | Pair;
  const pad = attrs.pad as 'same' | 'valid' | number;
  const rounding = attrs.dimRoundingMode as 'floor' | 'round' | 'ceil' | undefined;
  const c = backend_util.computeConv2DInfo(x as Four, filter as Four, strides, dilations, pad, rounding, true);
  const small = c.filterHeight * c.filterWidth <= mostWeights;
  return fitsWindows(c) && small && (dilated || (c.dilationHeight === 1 && c.dilationWidth === 1)) ? c : null;
}

/** Repeats each channel of x for each of its filters, so that every filter has its own channel; returns x itself if each has one filter. */
function repeated(backend: NativeBackend, x: TensorInfo, c: backend_util.Conv2DInfo): { values: Float32Array; copied: TensorInfo | null } {
  const values = floats(backend, x);
  const times = c.outChannels / c.inChannels;
  if (times === 1) return { values, copied: null };
  const pixels = c.batchSize * c.inHeight * c.inWidth;
  const whole = backend.allocate([pixels, c.inChannels, times]);
  const to = { values: whole.values, offset: 0, strides: [c.outChannels, times, 1] };
  copy(backend, whole.info.shape, { values, offset: 0, strides: [c.inChannels, 1, 0] }, to);
  return { values: whole.values, copied: whole.info };
}

function convolve(call: KernelCall, c: backend_util.Conv2DInfo, finish: Finish): TensorInfo {
  const { backend } = call;
  const x = repeated(backend, input(call, 'x'), c);
  const { info, values } = backend.allocate(c.outShape);
  const bias = finish.bias ? floats(backend, finish.bias) : null;
  const activation = opIndex(backend.addon.activations, finish.activation);
  backend.addon.depthwise(x.values, floats(backend, input(call, 'filter')), values, planOfWindows(c), bias, activation, finish.alpha);
  if (x.copied) backend.disposeIntermediateTensorInfo(x.copied);
  return info;
}

function forward(call: KernelCall): backend_util.Conv2DInfo | null {
  const x = input(call, 'x');
  const filter = input(call, 'filter');
  return allFloat(x, filter) ? geometry(call, x.shape, filter.shape, true) : null;
}

const plain: Finish = { bias: undefined, activation: 'linear', alpha: 0 };

const depthwise: Kernel = (call) => {
  const c = forward(call);
  return c && convolve(call, c, plain);
};

const fusedDepthwise: Kernel = (call) => {
  const c = forward(call);
  const { bias } = call.inputs;
  if (!c || (bias && !allFloat(bias))) return null;
  if (finishesItself(call, bias, c.outChannels)) return convolve(call, c, finishOf(call, bias));
  return finishSeparately(call, convolve(call, c, plain), bias);
};

const inputGrad: Kernel = (call) => {
  const { backend, attrs } = call;
  const dy = input(call, 'dy');
  const filter = input(call, 'filter');
  const c = allFloat(dy, filter) ? geometry(call, attrs.inputShape as number[], filter.shape, false) : null;
  if (!c || !util.arraysEqual(dy.shape, c.outShape)) return null;
  const times = c.outChannels / c.inChannels;
  const each = backend.allocate([...c.inShape.slice(0, 3), c.outChannels]);
  backend.addon.depthwiseInputGrad(floats(backend, dy), floats(backend, filter), each.values, planOfWindows(c));
  if (times === 1) return each.info;
  const { info, values } = backend.allocate(c.inShape);
  backend.addon.reduce(opIndex(backend.addon.reduceOps, 'Sum'), each.values, values, values.length, times, 1);
  backend.disposeIntermediateTensorInfo(each.info);
  return info;
};

const filterGrad: Kernel = (call) => {
  const { backend, attrs } = call;
  const x = input(call, 'x');
  const dy = input(call, 'dy');
  const c = allFloat(x, dy) ? geometry(call, x.shape, attrs.filterShape as number[], false) : null;
  if (!c || !util.arraysEqual(dy.shape, c.outShape)) return null;
  const image = repeated(backend, x, c);
  const { info, values } = backend.allocate(c.filterShape);
  backend.addon.depthwiseFilterGrad(image.values, floats(backend, dy), values, planOfWindows(c));
  if (image.copied) backend.disposeIntermediateTensorInfo(image.copied);
  return info;
};

/** Kernels of depthwise convolutions of images in NHWC order, and of their gradients. A separable convolution is a depthwise and a 1×1 one. */
export const depthwiseKernels: KernelMap = {
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: fusedDepthwise,
  DepthwiseConv2dNativeBackpropInput: inputGrad,
  DepthwiseConv2dNativeBackpropFilter: filterGrad,
};
