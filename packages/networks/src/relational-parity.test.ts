import { nativeStatus } from '@neural-em/backend-native';
import { chooseBackend } from '@neural-em/backends';
import { rNem, rnnEm } from '@neural-em/core';
import { beforeAll, describe, it } from 'vitest';
import { expectGoldenStep, loadGolden, modelOptions } from './golden-step.fixture.ts';
import { ballsRNem, ballsRnnEm, layerNormLstm } from './index.ts';

/** The fused kernels of the native backend must reproduce the same golden values as the compositions. */
const backends = nativeStatus().available ? ['cpu', 'native'] : ['cpu'];

interface Sizes {
  readonly side: number;
  readonly conv: number[];
  readonly dense: number;
  readonly theta: number;
  readonly attention: number;
}

describe.each(backends)('on %s, a full training step on bouncing balls agrees with float64 PyTorch', (backend) => {
  beforeAll(async () => {
    await chooseBackend({ name: backend });
  });

  const load = (name: string) => {
    const golden = loadGolden<Sizes>(`../golden/balls-${name}-step.json`);
    const { side, conv, dense, theta, attention } = golden.sizes;
    return { golden, attention, sizes: { imageShape: [side, side, 1], channels: conv, dense, thetaSize: theta, seed: 0 } as const };
  };

  it.each(['r-nem', 'r-nem-no-attention'])('%s', (name) => {
    const { golden, sizes, attention } = load(name);
    const parts = ballsRNem({ ...sizes, ...(attention > 0 ? { attentionSize: attention } : { attention: false }) });
    expectGoldenStep(golden, rNem({ ...modelOptions(golden), ...parts }), { tolerance: 1e-4 });
  });

  it('lstm', () => {
    const { golden, sizes } = load('lstm');
    const parts = ballsRnnEm({ ...sizes, cell: layerNormLstm });
    expectGoldenStep(golden, rnnEm({ ...modelOptions(golden), ...parts }), { tolerance: 1e-4 });
  });
});
