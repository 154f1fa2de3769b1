import { batchNormGradKernels, batchNormKernels } from './batch-norm.ts';
import { blendKernels } from './blend.ts';
import { depthwiseKernels } from './depthwise.ts';
import { gatherKernels } from './gather.ts';
import type { Kernel, KernelMap } from './kernel.ts';
import { poolKernels } from './pool.ts';
import { logSoftmaxKernels, scanKernels } from './scan.ts';

const isRecording = (backend: object) => Boolean((backend as { tracing?: unknown }).tracing);

/** These kernels read indices, and compute at once: to a backend that only notes what to compute later they say that they cannot. */
function atOnce(kernels: KernelMap): KernelMap {
  const refusing =
    (kernel: Kernel): Kernel =>
    (call) =>
      isRecording(call.backend) ? null : kernel(call);
  return Object.fromEntries(Object.entries(kernels).map(([name, kernel]) => [name, refusing(kernel)]));
}

/** Operations of image, sequence and transformer models, which the CPU backend has too. */
export const opsKernels: KernelMap = {
  ...poolKernels,
  ...depthwiseKernels,
  ...batchNormKernels,
  ...scanKernels,
  ...atOnce({ ...gatherKernels, ...blendKernels }),
};

/** Those that only this backend has as kernels. */
export const ownKernels: KernelMap = { ...batchNormGradKernels, ...logSoftmaxKernels };
