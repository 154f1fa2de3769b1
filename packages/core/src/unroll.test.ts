import { expectClose, useCpuBackend, values } from '@neural-em/testing';
import { mul, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { bernoulli, emLoss, everyStep, lastStep, OptionError, rnnEm, ShapeError, unroll } from './index.ts';
import { D, gammaOf, image, nemModel, richMStep, smallDecoder } from './model.fixture.ts';

useCpuBackend();

describe('unroll', () => {
  it('sums the losses of steps by weight', () => {
    const model = nemModel();
    const x = image(2, 'x');
    const options = { gamma: gammaOf(2, 3), inputs: [x, x, x], targets: [x, x, x] };
    const { loss, states } = unroll(model, { ...options, stepWeights: [0.5, 0, 2], interWeight: 0.3 });
    const parts = states.map((state) => emLoss(model.pixels, x, state, { interWeight: 0.3 }));
    expectClose(loss.total, 0.5 * values(parts[0]!.total)[0]! + 2 * values(parts[2]!.total)[0]!, 1e-5);
    expectClose(loss.inter, 0.5 * values(parts[0]!.inter)[0]! + 2 * values(parts[2]!.inter)[0]!, 1e-5);
    expect([lastStep(3), everyStep(2)]).toEqual([
      [0, 0, 1],
      [1, 1],
    ]);
  });

  it('has a loss that is the formula of the paper, written out', () => {
    const gamma = tensor([0.3, 0.8, 0.7, 0.2], [1, 2, 2, 1]);
    const logits = [0.4, -1, 2, 0.3];
    const x = [1, 0];
    const psi = logits.map((l) => 1 / (1 + Math.exp(-l)));
    const { intra, inter, total } = emLoss(
      bernoulli(),
      tensor(x, [1, 1, 2, 1]),
      { eta: tensor(logits, [1, 2, 2, 1]), gamma },
      { interWeight: 0.5 },
    );
    const g = values(gamma);
    const expectedIntra = -g.reduce((s, v, j) => s + v * Math.log(x[j % 2] === 1 ? psi[j]! : 1 - psi[j]!), 0);
    const expectedInter = g.reduce((s, v, j) => s - (1 - v) * Math.log(1 - psi[j]!), 0);
    expectClose(intra, expectedIntra, 1e-6);
    expectClose(inter, expectedInter, 1e-6);
    expectClose(total, expectedIntra + 0.5 * expectedInter, 1e-6);
  });

  it('decodes what perturb makes of theta, and carries theta as it was', () => {
    const decoder = smallDecoder(3);
    const model = rnnEm({ pixels: bernoulli(), decoder, mStep: richMStep() });
    const x = image(2, 'x');
    const options = { gamma: gammaOf(2, 3), inputs: [x], targets: [x], stepWeights: [1] };
    const [plain] = unroll(model, options).states;
    const [halved] = unroll(model, { ...options, perturb: (theta): Tensor => mul(theta, 0.5) }).states;
    expectClose(halved!.carried.hidden, plain!.carried.hidden, 0);
    expectClose(halved!.eta, decoder.decode(mul(plain!.carried.hidden, 0.5)), 0);
  });

  it('names what does not fit', () => {
    const model = nemModel();
    const x = image(2, 'x');
    const wrong = zeros([2, 1, D + 1, 1]);
    const options = { gamma: gammaOf(2, 3), inputs: [x], targets: [x], stepWeights: [1] };
    expect(() => unroll(model, { ...options, inputs: [wrong] })).toThrow(
      new ShapeError('unroll: inputs[0] must have shape [2, 1, 12, 1], but has [2, 1, 13, 1]'),
    );
    expect(() => unroll(model, { ...options, targets: [x, x] })).toThrow(OptionError);
    expect(() => unroll(model, { ...options, stepWeights: [0] })).toThrow(/at least one step/);
    expect(() => unroll(model, { ...options, gamma: zeros([2, 3, D + 1, 1]) })).toThrow(/gamma must have shape \[B, K, 12, 1\]/);
  });

  it('refuses images of another number of channels', () => {
    const x = zeros([1, 1, D, 3]);
    expect(() => unroll(nemModel(), { gamma: gammaOf(1, 2), inputs: [x], targets: [x], stepWeights: [1] })).toThrow(
      'inputs[0] must have shape [1, 1, 12, 1], but has [1, 1, 12, 3]',
    );
  });
});
