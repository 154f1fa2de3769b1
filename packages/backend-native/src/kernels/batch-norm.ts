import { engine, type GradConfig, getBackend, type Tensor, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { run } from '../fused/run.ts';
import { allFloat, floats, input, type Kernel, type KernelMap } from './kernel.ts';

const defaultEpsilon = 0.001;

/** Tells whether x is not empty, all tensors are float32, and each parameter has one number for each channel (the last axis of x). */
function byChannel(x: TensorInfo, parameters: (TensorInfo | undefined)[]): boolean {
  const channels = x.shape.at(-1) ?? 0;
  const fits = (parameter: TensorInfo | undefined) =>
    parameter === undefined || (allFloat(parameter) && util.sizeFromShape(parameter.shape) === channels);
  return allFloat(x) && util.sizeFromShape(x.shape) > 0 && parameters.every(fits);
}

const batchNorm: Kernel = (call) => {
  const { backend, inputs, attrs } = call;
  const x = input(call, 'x');
  const [mean, variance] = [input(call, 'mean'), input(call, 'variance')];
  const { scale, offset } = inputs;
  if (!byChannel(x, [mean, variance, scale, offset])) return null;
  const { info, values } = backend.allocate(x.shape);
  backend.addon.batchNorm(
    ...([floats(backend, x), floats(backend, mean), floats(backend, variance)] as const),
    ...([scale ? floats(backend, scale) : null, offset ? floats(backend, offset) : null] as const),
    ...([Number(attrs.varianceEpsilon ?? defaultEpsilon), values] as const),
  );
  return info;
};

/** → [dx, dmean, dvariance, dscale, doffset] */
const batchNormGrad: Kernel = (call) => {
  const { backend, inputs, attrs } = call;
  const x = input(call, 'x');
  const [mean, variance] = [input(call, 'mean'), input(call, 'variance')];
  const results = [x.shape, ...[1, 2, 3, 4].map(() => mean.shape)].map((shape) => backend.allocate(shape));
  backend.addon.batchNormGrad(
    ...([floats(backend, input(call, 'dy')), floats(backend, x), floats(backend, mean), floats(backend, variance)] as const),
    ...([inputs.scale ? floats(backend, inputs.scale) : null, Number(attrs.varianceEpsilon ?? defaultEpsilon)] as const),
    ...results.map(({ values }) => values),
  );
  return results.map(({ info }) => info);
};

/** Batch norm over the last axis. */
export const batchNormKernels: KernelMap = { FusedBatchNorm: batchNorm };

/** The gradient of batch norm, which other backends compose of several kernels. */
export const batchNormGradKernels: KernelMap = { BatchNormGrad: batchNormGrad };

/**
 * Returns a gradient of batch norm that is one kernel on this backend. It is `composed` on other backends, for parameters of another
 * shape, and inside another gradient, which may have to differentiate it.
 */
export function batchNormGradient(composed: GradConfig, backendName: string): GradConfig {
  return {
    ...composed,
    gradFunc: (dy, saved, attrs) => {
      const [x, mean, variance, scale] = saved as [Tensor, Tensor, Tensor, Tensor | undefined];
      const alone = getBackend() === backendName && engine().state.gradientDepth === 0;
      if (!alone || mean.rank !== 1 || !byChannel(x, [mean, variance, scale])) return composed.gradFunc(dy, saved, attrs);
      const inputs = { dy: dy as Tensor, x, mean, variance, ...(scale ? { scale } : {}) };
      const results = run<Tensor[]>('BatchNormGrad', inputs, attrs);
      const [dx, dmean, dvariance, dscale, doffset] = results.map((result) => () => result) as [() => Tensor, ...(() => Tensor)[]];
      return { x: dx, mean: dmean!, variance: dvariance!, scale: dscale!, offset: doffset! };
    },
  };
}
