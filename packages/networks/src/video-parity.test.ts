import { nativeStatus } from '@neural-em/backend-native';
import { chooseBackend } from '@neural-em/backends';
import { rnnEm } from '@neural-em/core';
import { beforeAll, describe, it } from 'vitest';
import { expectGoldenStep, loadGolden, modelOptions } from './golden-step.fixture.ts';
import { type ConvRnnEmOptions, flyingMnistRnnEm, flyingShapesRnnEm } from './index.ts';

/** The fused kernels of the native backend are held to the same figures as the compositions. */
const backends = nativeStatus().available ? ['cpu', 'native'] : ['cpu'];

interface Sizes {
  readonly side: number;
  readonly conv: number[];
  readonly dense: number;
  readonly theta: number;
}

/**
 * The presets at the smaller sizes of the golden files, whose parameters have the names of the model, and how near the native backend must come.
 * A bias before layer norm has a gradient of what is left when large numbers cancel: two roundings of exp that are equally accurate put that of
 * flying MNIST on either side of 1e-5.
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
