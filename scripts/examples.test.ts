import { describePixelDistribution, normalTensor, useCpuBackend } from '@neural-em/testing';
import { abs, add } from '@tensorflow/tfjs-core';
import { speckle } from '../examples/new-mixture-model/src/speckle.ts';

// The example that readers learn from must pass the same contract tests as the distributions of core.

useCpuBackend();

describePixelDistribution('speckle of four looks', {
  make: () => speckle(),
  sample: (shape) => add(abs(normalTensor(shape, 'x')), 0.05),
  support: { points: Array.from({ length: 8000 }, (_, i) => 0.005 * i + 0.0025), weight: 0.005 },
});
