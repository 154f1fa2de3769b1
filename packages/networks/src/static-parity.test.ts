import { type EmModel, nem, rnnEm } from '@neural-em/core';
import { useCpuBackend } from '@neural-em/testing';
import { describe, it } from 'vitest';
import { expectGoldenStep, type Golden, loadGolden, modelOptions } from './golden-step.fixture.ts';
import { staticShapesNem, staticShapesRnnEm } from './index.ts';

useCpuBackend();

interface Sizes {
  readonly pixels: number;
  readonly theta: number;
}

/** Names of the golden file beside those of the model. */
const NAMES: Record<string, string> = {
  'encoder/kernel': 'recurrent/inputKernel',
  'recurrent/kernel': 'recurrent/recurrentKernel',
  'recurrent/bias': 'recurrent/bias',
  'decoder/kernel': 'decoder/kernel',
  'decoder/bias': 'decoder/bias',
  learningRate: 'learningRate',
};

/** The same model twice for N-EM: by its closed form, and by differentiating the decoder within the graph. */
function build(golden: Golden<Sizes>, closedForm: boolean): EmModel {
  const { model, sizes } = golden;
  const options = modelOptions(golden);
  const network = { etaShape: [sizes.pixels, 1], thetaSize: sizes.theta, seed: 0 } as const;
  if (model === 'rnn-em') return rnnEm({ ...options, ...staticShapesRnnEm(network) });
  const { pullback, ...decoder } = staticShapesNem(network).network;
  return nem({ ...options, network: closedForm && pullback ? { ...decoder, pullback } : decoder });
}

describe('a full training step agrees with float64 PyTorch', () => {
  const rnnEmSteps = ['rnn-em-static-step', 'rnn-em-sequence-step', 'rnn-em-gaussian-step'];
  const nemSteps = ['n-em-static-step', 'n-em-sequence-step', 'n-em-gaussian-step'];
  const load = (name: string) => loadGolden<Sizes>(`../../core/golden/${name}.json`);
  const path = (name: string) => NAMES[name]!;

  it.each([...rnnEmSteps, ...nemSteps])('%s', (name) => expectGoldenStep(load(name), build(load(name), true), path));
  it.each(nemSteps)('%s, by differentiating the decoder', (name) => expectGoldenStep(load(name), build(load(name), false), path));
});
