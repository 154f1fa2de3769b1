import type { NamedAttrMap, Tensor } from '@tensorflow/tfjs-core';
import { convKernels } from '../kernels/conv.ts';
import { input, type Kernel } from '../kernels/kernel.ts';
import { type FusedGradient, type FusedKernelMap, run } from './run.ts';

/** Returns the attributes that TensorFlow.js expects of a convolution: ours, and its defaults for the others. */
const settings = ({ strides, pad }: NamedAttrMap) =>
  ({ strides, pad, dataFormat: 'NHWC', dilations: 1, dimRoundingMode: 'floor' }) as NamedAttrMap;

/** x [N, H, W, C], kernel [h, w, C, O], bias [O]; attributes strides and pad */
const conv2dBias: Kernel = (call) => {
  const inputs = { x: input(call, 'x'), filter: input(call, 'kernel'), bias: input(call, 'bias') };
  return convKernels.FusedConv2D!({ ...call, inputs, attrs: { ...settings(call.attrs), activation: 'linear' } });
};

/** x [N, H, W, C], kernel [h, w, O, C], bias [O]; `inputShape` is the shape of the result, which is the input of the reverse convolution */
const conv2dTransposeBias: Kernel = (call) => {
  const inputs = { dy: input(call, 'x'), filter: input(call, 'kernel'), bias: input(call, 'bias') };
  return convKernels.Conv2DBackpropInput!({
    ...call,
    inputs,
    attrs: { ...settings(call.attrs), inputShape: call.attrs.inputShape } as NamedAttrMap,
  });
};

/** Convolutions with their bias. */
export const convolutionKernels = { Conv2DBias: conv2dBias, Conv2DTransposeBias: conv2dTransposeBias } satisfies FusedKernelMap;

export const convGradients: readonly FusedGradient[] = [
  {
    kernelName: 'Conv2DBias',
    inputsToSave: ['x', 'kernel'],
    gradFunc: (gradient, saved, attrs) => {
      const dy = gradient as Tensor;
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => run('Conv2DBackpropInput', { dy, filter }, { ...settings(attrs), inputShape: x.shape }),
        kernel: () => run('Conv2DBackpropFilter', { x, dy }, { ...settings(attrs), filterShape: filter.shape }),
        bias: () => run('BiasGrad', { dy }),
      };
    },
  },
  {
    kernelName: 'Conv2DTransposeBias',
    inputsToSave: ['x', 'kernel'],
    gradFunc: (gradient, saved, attrs) => {
      const dy = gradient as Tensor;
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => run('Conv2D', { x: dy, filter }, settings(attrs)),
        kernel: () => run('Conv2DBackpropFilter', { x: dy, dy: x }, { ...settings(attrs), filterShape: filter.shape }),
        bias: () => run('BiasGrad', { dy }),
      };
    },
  },
];
