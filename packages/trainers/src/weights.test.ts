import { bernoulli, nem, rnnEm, variables } from '@neural-em/core';
import { staticShapesNem, staticShapesRnnEm } from '@neural-em/networks';
import { useCpuBackend, values } from '@neural-em/testing';
import { describe, expect, it } from 'vitest';
import { loadWeights, saveWeights, WeightsError } from './index.ts';

useCpuBackend();

const network = { etaShape: [196, 1], thetaSize: 16, seed: 3 } as const;
const rnnModel = () => rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm(network) });
const nemModel = () => nem({ pixels: bernoulli(), ...staticShapesNem(network) });

describe('weights', () => {
  it('come back into an equal network, and into no other', async () => {
    const model = rnnModel();
    const saved = await saveWeights(model.params);
    const other = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ ...network, seed: 'other' }) });
    loadWeights(other.params, saved);
    expect(variables(other.params).map(values)).toEqual(variables(model.params).map(values));
    expect(() => loadWeights(nemModel().params, saved)).toThrow(WeightsError);
    const { 'decoder/bias': bias, ...rest } = saved;
    expect(() => loadWeights(other.params, rest)).toThrow(/decoder\/bias of the network is missing/);
    expect(() => loadWeights(other.params, { ...rest, 'decoder/bias': { ...bias!, shape: [14, 14] } })).toThrow(
      /shape \[196\] in the network, but \[14, 14\]/,
    );
  });

  it('come back into a network that has grown, whose new parameters keep their values', async () => {
    const { 'decoder/bias': _, ...rest } = await saveWeights(rnnModel().params);
    const grown = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ ...network, seed: 'other' }) });
    const before = await saveWeights(grown.params);
    expect(loadWeights(grown.params, rest, { grown: true })).toEqual(['decoder/bias']);
    expect(await saveWeights(grown.params)).toEqual({ ...before, ...rest });
    expect(() => loadWeights(grown.params, { ...rest, other: rest['decoder/kernel']! }, { grown: true })).toThrow(/has no parameter other/);
  });
});
