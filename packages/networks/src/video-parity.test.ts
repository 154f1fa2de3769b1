import { nativeStatus } from '@neural-em/backend-native';
import { chooseBackend } from '@neural-em/backends';
import { rnnEm } from '@neural-em/core';
import { beforeAll, describe, it } from 'vitest';
import { expectGoldenStep, loadGolden, modelOptions } from './golden-step.fixture.ts';
import { type ConvRnnEmOptions, flyingMnistRnnEm, flyingShapesRnnEm } from './index.ts';

/** The fused kernels of the native backend must reproduce the same golden values as the compositions. */
const backends = nativeStatus().available ? ['cpu', 'native'] : ['cpu'];

interface Sizes {
  readonly side: number;
  readonly conv: number[];
  readonly dense: number;
  readonly theta: number;
}

/**
 * The presets at the smaller sizes of the golden files, and the tolerance for the native backend. The golden files use the names of the
 * model. The gradient of a bias before layer norm is the small remainder of large numbers that cancel. For flying MNIST, two equally
 * accurate roundings of exp give errors below and above 1e-5, so its tolerance is larger.
 */
const PRESETS = {
  'flying-shapes-step': { preset: flyingShapesRnnEm, native: 1e-5 },
  'flying-mnist-step': { preset: flyingMnistRnnEm, native: 3e-5 },
};

describe.each(backends)('on %s, a full training step over 20 frames agrees with float64 PyTorch', (backend) => {
  beforeAll(async () => {
    await chooseBackend({ name: backend });
  });
  it.each(Object.entries(PRESETS))('%s', (name, { preset, native }) => {
    const golden = loadGolden<Sizes>(`../golden/${name}.json`);
    const { side, conv, dense, theta } = golden.sizes;
    const sizes: ConvRnnEmOptions = { imageShape: [side, side, 1], channels: conv, dense, thetaSize: theta, seed: 0 };
    const tolerance = backend === 'native' ? native : 1e-5;
    expectGoldenStep(golden, rnnEm({ ...modelOptions(golden), ...preset(sizes) }), { tolerance });
  });
});
