import type { Tensor } from '@tensorflow/tfjs-core';
import type { PixelDistribution } from '../pixels/types.ts';
import type { FusedKernel, PixelSteps } from './fused-kernels.ts';

/** Returns the kernel of a step of EM. It has no name if pixels have several channels, or if the distribution has no kernels. */
export function pixelKernel<Step extends keyof PixelSteps>(
  step: Step,
  { kernels }: PixelDistribution,
  inputs: Readonly<Record<PixelSteps[Step]['inputs'] | 'x' | 'eta', Tensor>>,
  attrs: PixelSteps[Step]['attrs'],
): FusedKernel {
  const [B, , D, channels] = inputs.eta.shape;
  const [images, shared, size, xChannels] = inputs.x.shape;
  const fits = channels === 1 && xChannels === 1 && shared === 1 && images === B && size === D;
  return { name: kernels && fits ? kernels.prefix + step : undefined, inputs, attrs: { ...kernels?.attrs, ...attrs } };
}
