import {
  bernoulli,
  countParams,
  type EmModelOptions,
  everyStep,
  gaussian,
  initialGamma,
  namedVariables,
  nem,
  rnnEm,
  unroll,
  variables,
} from '@neural-em/core';
import { binaryTensor, useCpuBackend, values } from '@neural-em/testing';
import { type NamedTensorMap, type TensorContainer, variableGrads } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  dense,
  denseDecoder,
  flyingMnistRnnEm,
  flyingShapesRnnEm,
  gru,
  lstm,
  patchRnnEm,
  recurrentMStep,
  staticShapesNem,
  staticShapesRnnEm,
} from '../index.ts';

useCpuBackend();

describe('presets', () => {
  it('have the numbers of parameters of the paper', () => {
    expect(countParams(nem({ pixels: bernoulli(), ...staticShapesNem({ seed: 0 }) }).params)).toBe(196_001);
    expect(countParams(rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ seed: 0 }) }).params)).toBe(455_534);
    expect(countParams(rnnEm({ pixels: bernoulli(), ...flyingShapesRnnEm({ seed: 0 }) }).params)).toBe(3_403_389);
    expect(countParams(rnnEm({ pixels: gaussian(), ...flyingMnistRnnEm({ seed: 0 }) }).params)).toBe(1_835_091);
  });

  const small = { imageShape: [8, 8, 1], channels: [2, 3], dense: 6, thetaSize: 4, seed: 0 } as const;
  const replaced: Record<string, () => Pick<EmModelOptions<TensorContainer>, 'decoder' | 'mStep'>> = {
    'a GRU': () => flyingShapesRnnEm({ ...small, cell: gru }),
    'an LSTM': () => flyingMnistRnnEm({ ...small, cell: lstm }),
    'a GRU for static images': () => staticShapesRnnEm({ etaShape: [64, 1], thetaSize: 4, cell: gru, seed: 0 }),
    'another encoder': () => ({
      ...flyingShapesRnnEm(small),
      mStep: recurrentMStep({ encoder: dense({ inputs: 64, outputs: 6, seed: 0 }), cell: lstm({ inputs: 6, size: 4, seed: 0 }) }),
    }),
    'another decoder': () => ({ ...flyingShapesRnnEm(small), decoder: denseDecoder({ thetaSize: 4, etaShape: [64, 1], seed: 0 }) }),
    'patches and glimpses': () => patchRnnEm({ ...small, patch: [5, 4], background: -4 }),
    'patches and a search': () => patchRnnEm({ ...small, patch: [5, 4], background: -4, search: true }),
    'two parameters a pixel': () => flyingMnistRnnEm({ ...small, imageShape: [8, 8, 2] }),
  };
  it.each(Object.keys(replaced))('take %s in one line, and every weight still learns', (name) => {
    const parts = replaced[name]!();
    const pixels = parts.decoder.etaShape[1] === 2 ? gaussian({ sigma: 'learned' }) : bernoulli();
    const model = rnnEm({ pixels, ...parts });
    const frames = [0, 1, 2].map((t) => binaryTensor([2, 1, 64, 1], t));
    const gamma = initialGamma({ images: 2, components: 3, pixels: 64, seed: 0 });
    const { grads } = variableGrads(
      () => unroll(model, { gamma, inputs: frames, targets: frames, stepWeights: everyStep(3) }).loss.total,
      variables(model.params),
    );
    const norms = namedVariables(model.params).map(
      ([path, { name }]) => [path, Math.hypot(...values((grads as NamedTensorMap)[name]!))] as const,
    );
    for (const [path, norm] of norms) {
      expect(Number.isFinite(norm), path).toBe(true);
      expect(norm, path).toBeGreaterThan(0);
    }
  });

  it('refuse an image that doubling does not lead to', () => {
    expect(() => flyingShapesRnnEm({ ...small, imageShape: [8, 10, 1] })).toThrow(/multiples of 4, as 2 doublings make them, not 8 and 10/);
  });

  it('depend on their seed alone, and share no stream between weights', () => {
    const weights = (seed: number) => variables(staticShapesRnnEm({ etaShape: [9, 1], thetaSize: 9, seed }).mStep.params).map(values);
    expect(weights(1)).toEqual(weights(1));
    const [inputKernel, recurrentKernel] = weights(1);
    expect(inputKernel).not.toEqual(recurrentKernel);
    expect(weights(2)[0]).not.toEqual(inputKernel);
  });
});
