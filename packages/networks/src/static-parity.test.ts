import { nativeStatus } from '@neural-em/backend-native';
import { chooseBackend } from '@neural-em/backends';
import { type EmModel, nem, rnnEm } from '@neural-em/core';
import { beforeAll, describe, it } from 'vitest';
import { expectGoldenStep, type Golden, loadGolden, modelOptions } from './golden-step.fixture.ts';
import { staticShapesNem, staticShapesRnnEm } from './index.ts';

/** The fused kernels of the native backend must reproduce the same golden values as the compositions. */
const backends = nativeStatus().available ? ['cpu', 'native'] : ['cpu'];

interface Sizes {
  readonly pixels: number;
  readonly theta: number;
}

/** The name in the model of each parameter of the golden file. */
const NAMES: Record<string, string> = {
  'encoder/kernel': 'recurrent/inputKernel',
  'recurrent/kernel': 'recurrent/recurrentKernel',
  'recurrent/bias': 'recurrent/bias',
  'decoder/kernel': 'decoder/kernel',
  'decoder/bias': 'decoder/bias',
  learningRate: 'learningRate',
};

/** Builds the model. For N-EM there are two forms: with the closed-form pullback, and with one that differentiates the decoder. */
function build(golden: Golden<Sizes>, closedForm: boolean): EmModel {
  const { model, sizes } = golden;
  const options = modelOptions(golden);
  const network = { etaShape: [sizes.pixels, 1], thetaSize: sizes.theta, seed: 0 } as const;
  if (model === 'rnn-em') return rnnEm({ ...options, ...staticShapesRnnEm(network) });
  const { pullback, ...decoder } = staticShapesNem(network).decoder;
  return nem({ ...options, decoder: closedForm && pullback ? { ...decoder, pullback } : decoder });
}

describe.each(backends)('on %s, a full training step agrees with float64 PyTorch', (backend) => {
  beforeAll(async () => {
    await chooseBackend({ name: backend });
  });
  const rnnEmSteps = ['rnn-em-static-step', 'rnn-em-sequence-step', 'rnn-em-gaussian-step'];
  const nemSteps = ['n-em-static-step', 'n-em-sequence-step', 'n-em-gaussian-step'];
  const load = (name: string) => loadGolden<Sizes>(`../../core/golden/${name}.json`);
  const paths = (name: string) => NAMES[name]!;
  // A temperature of 1/16 over 15 steps of N-EM magnifies every rounding error.
  const options = (name: string) => ({ paths, tolerance: name === 'n-em-gaussian-step' ? 3e-5 : 1e-5 });

  it.each([...rnnEmSteps, ...nemSteps])('%s', (name) => expectGoldenStep(load(name), build(load(name), true), options(name)));
  it.each(nemSteps)('%s, by differentiating the decoder', (name) => expectGoldenStep(load(name), build(load(name), false), options(name)));
});
