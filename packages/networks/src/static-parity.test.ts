import { readFileSync } from 'node:fs';
import { bernoulli, type EmModel, gaussian, namedVariables, nem, type PixelDistribution, rnnEm, unroll, variables } from '@neural-em/core';
import { expectClose, useCpuBackend } from '@neural-em/testing';
import { type NamedTensorMap, reshape, slice, type Tensor, tensor, variableGrads } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { staticShapesNem, staticShapesRnnEm } from './index.ts';

useCpuBackend();

interface GoldenArray {
  readonly shape: number[];
  readonly data: number[];
}

/** One training step computed in float64 by PyTorch; `origin` names the script. */
interface Golden {
  readonly model: string;
  readonly settings: {
    readonly pixels: { readonly name: string };
    readonly temperature: number;
    readonly interWeight: number;
    readonly gradientThroughGamma: boolean;
    readonly stepWeights: number[];
  };
  readonly sizes: { readonly steps: number; readonly pixels: number; readonly theta: number };
  readonly parameters: Record<string, GoldenArray>;
  readonly frames: GoldenArray;
  readonly target: GoldenArray;
  readonly gamma0: GoldenArray;
  readonly loss: number;
  readonly gradients: Record<string, GoldenArray>;
}

const load = (name: string): Golden => JSON.parse(readFileSync(new URL(`../../core/golden/${name}.json`, import.meta.url), 'utf8'));
const toTensor = ({ data, shape }: GoldenArray): Tensor => tensor(data, shape);

/** Names of the golden file beside those of the model. */
const NAMES: Record<string, string> = {
  'encoder/kernel': 'recurrent/inputKernel',
  'recurrent/kernel': 'recurrent/recurrentKernel',
  'recurrent/bias': 'recurrent/bias',
  'decoder/kernel': 'decoder/kernel',
  'decoder/bias': 'decoder/bias',
  learningRate: 'learningRate',
};

const DISTRIBUTIONS: Record<string, PixelDistribution> = { bernoulli: bernoulli(), gaussian: gaussian() };

/** The same model twice for N-EM: by its closed form, and by differentiating the decoder within the graph. */
function build({ model, settings, sizes }: Golden, closedForm: boolean): EmModel<Tensor> {
  const options = {
    pixels: DISTRIBUTIONS[settings.pixels.name]!,
    temperature: settings.temperature,
    stopGammaGradient: !settings.gradientThroughGamma,
  };
  const network = { etaShape: [sizes.pixels, 1], thetaSize: sizes.theta, seed: 0 } as const;
  if (model === 'rnn-em') return rnnEm({ ...options, ...staticShapesRnnEm(network) });
  const { pullback, ...decoder } = staticShapesNem(network).network;
  return nem({ ...options, network: closedForm && pullback ? { ...decoder, pullback } : decoder });
}

function stepOf(golden: Golden, model: EmModel<Tensor>): { loss: Tensor; gradients: Record<string, Tensor> } {
  const byPath = Object.fromEntries(namedVariables(model.params));
  for (const [name, value] of Object.entries(golden.parameters)) byPath[NAMES[name]!]!.assign(toTensor(value));
  const { steps } = golden.sizes;
  const [, B, D] = golden.frames.shape as [number, number, number];
  const at = (array: GoldenArray, t: number) =>
    reshape(array.shape.length === 3 ? slice(toTensor(array), [t, 0, 0], [1, B, D]) : toTensor(array), [B, 1, D, 1]);
  const indices = Array.from({ length: steps }, (_, t) => t);
  const { value, grads } = variableGrads(() => {
    const { loss } = unroll(model, {
      gamma: toTensor(golden.gamma0),
      inputs: indices.map((t) => at(golden.frames, t)),
      targets: indices.map((t) => at(golden.target, t)),
      stepWeights: golden.settings.stepWeights,
      interWeight: golden.settings.interWeight,
    });
    return loss.total;
  }, variables(model.params));
  const named = grads as NamedTensorMap;
  const gradients = Object.fromEntries(Object.keys(golden.parameters).map((name) => [name, named[byPath[NAMES[name]!]!.name]!]));
  return { loss: value, gradients };
}

describe('a full training step agrees with float64 PyTorch', () => {
  const cases = [
    'rnn-em-static-step',
    'rnn-em-sequence-step',
    'rnn-em-gaussian-step',
    'n-em-static-step',
    'n-em-sequence-step',
    'n-em-gaussian-step',
  ];
  it.each(
    cases.flatMap(
      (name) =>
        (name.startsWith('n-em')
          ? [
              [name, true],
              [name, false],
            ]
          : [[name, true]]) as [string, boolean][],
    ),
  )('%s (closed form where there is one: %s)', (name, closedForm) => {
    const golden = load(name);
    const { loss, gradients } = stepOf(golden, build(golden, closedForm));
    expectClose(loss, golden.loss, 1e-5, 'loss');
    expect(Object.keys(gradients)).toEqual(Object.keys(golden.gradients));
    for (const [path, gradient] of Object.entries(gradients)) expectClose(gradient, golden.gradients[path]!.data, 1e-4, path);
  });
});
