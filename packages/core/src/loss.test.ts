import { expectClose, normalTensor, numericGradient, uniformTensor, useCpuBackend, values } from '@neural-em/testing';
import { div, fill, grad, mul, ones, sum, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulli, emLoss, gaussian, interCharges, type LossOptions, OptionError, softmaxOverComponents } from './index.ts';

useCpuBackend();

/** Returns a target of five grey pixels, and the state of three components. */
const example = () => ({
  x: uniformTensor([2, 1, 5, 1], 'x'),
  gamma: softmaxOverComponents(normalTensor([2, 3, 5, 1], 'gamma')),
  eta: normalTensor([2, 3, 5, 1], 'eta'),
});

describe('litInterWeight', () => {
  it('weighs the inter-cluster term of lit pixels, written out', () => {
    // Two components, a lit pixel and a dark one; logits 1, 2 and -1, 0.5.
    const responsibilities = [0.3, 0.8, 0.7, 0.2];
    const logits = [1, 2, -1, 0.5];
    const charge = (weight: number) =>
      logits.reduce((sum, logit, i) => sum + (i % 2 === 0 ? weight : 1) * (1 - responsibilities[i]!) * Math.log(1 + Math.exp(logit)), 0);
    for (const litInterWeight of [0, 0.25, 1]) {
      const state = { eta: tensor(logits, [1, 2, 2, 1]), gamma: tensor(responsibilities, [1, 2, 2, 1]) };
      const { inter, intra, total } = emLoss(bernoulli(), tensor([1, 0], [1, 1, 2, 1]), state, { interWeight: 0.5, litInterWeight });
      expectClose(inter, charge(litInterWeight), 1e-6);
      expectClose(total, values(intra)[0]! + 0.5 * charge(litInterWeight), 1e-6);
    }
  });

  it('leaves the loss of the paper as it is at 1, and the intra-cluster term at any weight', () => {
    const { x, ...state } = example();
    const paper = emLoss(gaussian(), x, state);
    expectClose(emLoss(gaussian(), x, state, { litInterWeight: 1 }).total, paper.total, 0);
    const lit = emLoss(gaussian(), x, state, { litInterWeight: 0 });
    expectClose(lit.intra, paper.intra, 0);
    expect(values(lit.inter)[0]!).toBeLessThan(values(paper.inter)[0]!);
  });

  it('weighs a grey pixel in proportion, by the mean over channels', () => {
    const inter = (grey: number[], litInterWeight: number) =>
      values(
        emLoss(
          gaussian(),
          tensor(grey, [1, 1, 1, grey.length]),
          { eta: tensor([0.4, 0.7, 0.2, 0.9].slice(0, 2 * grey.length), [1, 2, 1, grey.length]), gamma: tensor([0.3, 0.7], [1, 2, 1, 1]) },
          { litInterWeight },
        ).inter,
      )[0]!;
    expect(inter([0.5], 0.2)).toBeCloseTo(0.6 * inter([0.5], 1), 6);
    expect(inter([0.1, 0.9], 0.2)).toBeCloseTo(0.6 * inter([0.1, 0.9], 1), 6);
  });

  it.each([
    ['bernoulli', bernoulli()],
    ['gaussian', gaussian({ priorMean: 0.1 })],
  ])('has the gradients of finite differences: %s', (_, pixels) => {
    const { x, gamma, eta } = example();
    const options = { interWeight: 0.7, litInterWeight: 0.3 };
    const ofEta = (value: Tensor): Tensor => emLoss(pixels, x, { eta: value, gamma }, options).total;
    const ofGamma = (value: Tensor): Tensor => emLoss(pixels, x, { eta, gamma: value }, options).total;
    const ofX = (value: Tensor): Tensor => emLoss(pixels, value, { eta, gamma }, options).total;
    for (const [f, at] of [
      [ofEta, eta],
      [ofGamma, gamma],
      [ofX, x],
    ] as const)
      expectClose(grad(f)(at), numericGradient(f, at), 5e-3);
  });

  it.each([-0.1, 1.1, Number.NaN])('of %s is refused', (litInterWeight) => {
    const { x, ...state } = example();
    expect(() => emLoss(bernoulli(), x, state, { litInterWeight })).toThrow(
      new OptionError(`emLoss: litInterWeight must be from 0 to 1, not ${litInterWeight}`),
    );
  });
});

describe('litSharePower', () => {
  // One image, two components, three pixels of which two are lit.
  const logits = [3, 1, -1, -2, 2, 2];
  const inter = (responsibilities: number[], options: LossOptions) =>
    values(
      emLoss(
        bernoulli(),
        tensor([1, 1, 0], [1, 1, 3, 1]),
        { eta: tensor(logits, [1, 2, 3, 1]), gamma: tensor(responsibilities, [1, 2, 3, 1]) },
        options,
      ).inter,
    )[0]!;
  /** Returns the KL divergence from the prior, 0, of a pixel of a component. */
  const drawn = (pixel: number) => Math.log(1 + Math.exp(logits[pixel]!));

  it('multiplies the weight of lit pixels by a power of what a component shares, written out', () => {
    const responsibilities = [0.9, 0.7, 0.6, 0.1, 0.3, 0.4];
    const expected = [0, 3].reduce((sum, k) => {
      const others = (pixel: number) => (1 - responsibilities[pixel]!) * drawn(pixel);
      const share = (others(k) + others(k + 1)) / (drawn(k) + drawn(k + 1));
      return sum + 0.5 * Math.min(1, 2 * share) ** 3 * (others(k) + others(k + 1)) + others(k + 2);
    }, 0);
    expect(inter(responsibilities, { litInterWeight: 0.5, litSharePower: 3 })).toBeCloseTo(expected, 5);
  });

  it('charges components in full that share all of an object, and hardly one that keeps most of its own', () => {
    const half = [0.5, 0.5, 0.5, 0.5, 0.5, 0.5];
    expect(inter(half, { litSharePower: 12 })).toBeCloseTo(inter(half, {}), 5);
    const kept = [0.9, 0.9, 1, 0.1, 0.1, 0];
    const charged = [3, 4].reduce((sum, pixel) => sum + 0.9 * drawn(pixel), drawn(5));
    expect(inter(kept, { litSharePower: 12 })).toBeCloseTo(charged, 5);
  });

  it('charges nothing where nothing is lit or drawn, without dividing by 0', () => {
    const nothing = { eta: fill([1, 2, 3, 1], -200), gamma: fill([1, 2, 3, 1], 0.5) };
    expectClose(emLoss(bernoulli(), ones([1, 1, 3, 1]), nothing, { litSharePower: 2 }).inter, 0, 0);
    expectClose(emLoss(bernoulli(), zeros([1, 1, 3, 1]), nothing, { litSharePower: 2 }).inter, 0, 0);
  });

  it('has the gradient of the loss with the weights of its value', () => {
    const { x, gamma, eta } = example();
    const options = { litInterWeight: 0.9, litSharePower: 2 };
    const weight = div(interCharges(bernoulli(), x, { eta, gamma }, options), interCharges(bernoulli(), x, { eta, gamma }));
    const weighed = (value: Tensor): Tensor => div(sum(mul(weight, interCharges(bernoulli(), x, { eta: value, gamma }))), 2);
    expectClose(grad((value) => emLoss(bernoulli(), x, { eta: value, gamma }, options).inter)(eta), grad(weighed)(eta), 1e-5);
  });

  it.each([-1, Infinity, Number.NaN])('of %s is refused', (litSharePower) => {
    const { x, ...state } = example();
    expect(() => emLoss(bernoulli(), x, state, { litSharePower })).toThrow(
      new OptionError(`emLoss: litSharePower must be a finite number of at least 0, not ${litSharePower}`),
    );
  });
});
