import { expectClose, normalTensor, uniformTensor, useCpuBackend, values } from '@neural-em/testing';
import { add, cast, gather, grad, greater, matMul, mul, reshape, sum, type Tensor, tensor, variable, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  type Decoder,
  type EmModel,
  type EmState,
  emLoss,
  everyStep,
  expectedLogLikelihood,
  gaussian,
  initialGamma,
  lastStep,
  logLikelihood,
  type MStep,
  nem,
  OptionError,
  type PixelDistribution,
  rnnEm,
  ShapeError,
  tanh,
  unroll,
} from './index.ts';

useCpuBackend();

const M = 6;
const D = 12;

/** Returns a non-linear decoder without a closed-form pullback: eta = tanh(theta A) W. */
function smallDecoder(seed: number, scale = 0.7): Decoder {
  const A = variable(normalTensor([M, M], `${seed} A`, scale));
  const W = variable(normalTensor([M, D], `${seed} W`, scale));
  const flat = (theta: Tensor) => reshape(theta, [-1, M]);
  return {
    params: { A, W },
    thetaSize: M,
    etaShape: [D, 1],
    decode: (theta) => reshape(matMul(tanh(matMul(flat(theta), A)), W), [theta.shape[0]!, theta.shape[1]!, D, 1]),
  };
}

/** Returns a recurrent M-step whose state holds more than theta: also a leaky sum. */
function richMStep(): MStep<{ hidden: Tensor; sum: Tensor }> {
  const U = variable(normalTensor([D, M], 'U', 0.3));
  return {
    params: { U },
    init: (images, components) => ({ hidden: zeros([images, components, M]), sum: zeros([images, components, M]) }),
    step: (state, residual) => {
      const [B, K] = residual.shape as [number, number];
      const read = reshape(matMul(reshape(residual, [B * K, D]), U), [B, K, M]);
      const next = add(mul(state.sum, 0.9), read);
      const theta: Tensor = tanh(add(state.hidden, next));
      return { state: { hidden: theta, sum: next }, theta };
    },
  };
}

const image = (images: number, seed: string) => cast(greater(uniformTensor([images, 1, D, 1], seed), 0.6), 'float32');
const gammaOf = (images: number, components: number) => initialGamma({ images, components, pixels: D, seed: 5 });

describe('N-EM with fixed weights', () => {
  const problems = 100;

  it.each<[string, PixelDistribution]>([
    ['bernoulli', bernoulli()],
    ['gaussian', gaussian({ sigma: 0.5 })],
  ])('raises Q and the log-likelihood at every one of 50 steps on 100 random problems: %s pixels', (_, pixels) => {
    const decoder = smallDecoder(1);
    const model = nem({ pixels, decoder, learningRate: 0.02 });
    const x = image(problems, 'laws');
    // Generalized EM starts from parameters, not from the prior's eta, so each problem starts at its own theta.
    const theta = normalTensor([problems, 3, M], 'theta');
    const eta = decoder.decode(theta);
    let state: EmState<Tensor> = { carried: theta, eta, gamma: gammaOf(problems, 3) };
    state = model.step(state, x, x);
    for (let step = 0; step < 50; step++) {
      const next = model.step(state, x, x);
      const before = values(logLikelihood(pixels.logProb(x, state.eta)));
      const after = values(logLikelihood(pixels.logProb(x, next.eta)));
      const qBefore = values(expectedLogLikelihood(state.gamma, pixels.logProb(x, state.eta)));
      const qAfter = values(expectedLogLikelihood(state.gamma, pixels.logProb(x, next.eta)));
      // 2e-5 is the rounding error of float32 in sums of this size.
      for (let i = 0; i < problems; i++) {
        expect(after[i]! - before[i]!, `log-likelihood, problem ${i}, step ${step}`).toBeGreaterThan(-2e-5);
        expect(qAfter[i]! - qBefore[i]!, `Q, problem ${i}, step ${step}`).toBeGreaterThan(-2e-5);
      }
      state = next;
    }
  });
});

const nemModel = () => nem({ pixels: bernoulli(), decoder: smallDecoder(2) });
const rnnModel = () => rnnEm({ pixels: bernoulli(), decoder: smallDecoder(3), mStep: richMStep() });
const last = (model: EmModel, gamma: Tensor, x: Tensor, steps = 4) => {
  const frames = Array.from({ length: steps }, () => x);
  return unroll(model, { gamma, inputs: frames, targets: frames, stepWeights: lastStep(steps) });
};

describe.each<[string, () => EmModel]>([
  ['N-EM', nemModel as () => EmModel],
  ['RNN-EM, with a state richer than theta', rnnModel as () => EmModel],
])('%s', (_, make) => {
  it('permutes its result with its components', () => {
    const model = make();
    const order = tensor([2, 0, 1], [3], 'int32');
    const gamma = gammaOf(2, 3);
    const { loss, states } = last(model, gamma, image(2, 'x'));
    const permuted = last(model, gather(gamma, order, 1), image(2, 'x'));
    expectClose(permuted.states.at(-1)!.gamma, gather(states.at(-1)!.gamma, order, 1), 1e-5);
    expectClose(permuted.loss.total, loss.total, 1e-5);
  });

  it('gives one component everything', () => {
    const { states, loss } = last(make(), gammaOf(2, 1), image(2, 'x'));
    expect(values(states.at(-1)!.gamma).every((g) => g === 1)).toBe(true);
    expect(values(loss.inter)).toEqual([0]);
  });

  it('treats the images of a batch apart', () => {
    const model = make();
    const both = last(model, gammaOf(2, 3), image(2, 'x'));
    const take = (t: Tensor) => gather(t, tensor([1], [1], 'int32'), 0);
    const one = last(model, take(gammaOf(2, 3)), take(image(2, 'x')));
    expectClose(one.states.at(-1)!.eta, take(both.states.at(-1)!.eta), 1e-5);
  });

  it('has an unrolled gradient that agrees with finite differences, and none through a stopped gamma', () => {
    const model = make();
    const x = image(1, 'x');
    const loss = (gamma: Tensor) => last(model, gamma, x, 3).loss.total;
    const gamma = gammaOf(1, 2);
    const direction = normalTensor(gamma.shape, 'direction');
    const slope = values(sum(mul(grad((g) => loss(g))(gamma), direction)))[0]!;
    const h = 5e-3;
    const numeric = (values(loss(add(gamma, mul(direction, h))))[0]! - values(loss(add(gamma, mul(direction, -h))))[0]!) / (2 * h);
    expect(Math.abs(slope - numeric)).toBeLessThan(2e-2 * Math.max(1, Math.abs(numeric)));
  });
});

describe('gammaGradient', () => {
  it('lets a share of what flows through gamma through, and nothing else', () => {
    const build = (options: { gammaGradient?: number; gammaGradientNorm?: number }) =>
      rnnEm({ pixels: bernoulli(), decoder: smallDecoder(3), mStep: richMStep(), ...options });
    const x = image(1, 'x');
    const toInput = (model: EmModel) =>
      grad((target: Tensor) => {
        // In the first step, the target is read by the E-step only, so its gradient can only pass through gamma.
        const states = [model.step(model.init(gammaOf(1, 2)), x, target)];
        const through = sum(model.step(states[0]!, x, x).eta);
        return add(through, mul(0, sum(target))); // a second path to the target, because TensorFlow.js throws if there is no path at all
      })(image(1, 'target'));
    const whole = values(toInput(build({}) as EmModel));
    expect(Math.max(...whole.map(Math.abs))).toBeGreaterThan(1e-4);
    expect(values(toInput(build({ gammaGradient: 0 }) as EmModel)).every((v) => v === 0)).toBe(true);
    expectClose(
      toInput(build({ gammaGradient: 0.25 }) as EmModel),
      whole.map((v) => v / 4),
      1e-6,
    );
    const short = values(toInput(build({ gammaGradientNorm: 1e-5 }) as EmModel));
    expect(Math.hypot(...short) / Math.hypot(...whole)).toBeLessThan(0.5);
    expect(() => build({ gammaGradientNorm: 0 })).toThrow(/gammaGradientNorm must be a number above 0, not 0/);
    expect(() => build({ gammaGradient: 1.5 })).toThrow(/gammaGradient must be a number from 0 to 1, not 1.5/);
  });
});

describe('firstSteps', () => {
  it('takes several steps on the first image, of which only the last explains the target; later images have one step', () => {
    const [decoder, mStep] = [smallDecoder(3), richMStep()];
    const build = (firstSteps: number) => rnnEm({ pixels: bernoulli(), decoder, mStep, firstSteps });
    const [one, three] = [build(1), build(3)];
    const [x, next, last] = ['x', 'next', 'last'].map((name) => image(1, name)) as [Tensor, Tensor, Tensor];
    const start = one.init(gammaOf(1, 2));
    const expected = one.step(one.step(one.step(start, x, x), x, x), x, next);
    let perturbed = 0;
    const counted = (theta: Tensor) => {
      perturbed++;
      return theta;
    };
    const state = three.step(three.init(gammaOf(1, 2)), x, next, counted);
    expectClose(state.gamma, expected.gamma, 1e-6);
    expectClose(three.step(state, next, last).gamma, one.step(expected, next, last).gamma, 1e-6);
    expect(perturbed).toBe(1);
    expect(() => build(0)).toThrow(/firstSteps must be a whole number above 0, not 0/);
  });
});

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
    expect(() => nem({ pixels: bernoulli(), decoder: smallDecoder(1), learningRate: -1 })).toThrow(
      /nem: learningRate must be a number above 0, not -1/,
    );
  });

  it.each<[string, object, string]>([
    ['a name in other letters', { gammagradient: 1 }, 'rnnEm: there is no option gammagradient; did you mean gammaGradient?'],
    [
      'what gammaGradient of 0 was called',
      { stopGammaGradient: true },
      'there is no option stopGammaGradient; did you mean gammaGradient?',
    ],
    ['an M-step under another name', { recurrent: {} }, 'rnnEm: there is no option recurrent; there are pixels, decoder'],
    ['no M-step', { mStep: undefined }, 'rnnEm: mStep must be an M-step, such as recurrentMStep({ … }), not undefined'],
    ['pixels that were not made', { pixels: bernoulli }, 'rnnEm: pixels must be a pixel distribution, such as bernoulli(), not a function'],
    ['a temperature of 0', { temperature: 0 }, 'rnnEm: temperature must be a number above 0, not 0'],
    [
      'learned sigma with one parameter a pixel',
      { pixels: gaussian({ sigma: 'learned' }) },
      'decoder: its etaShape must have 2 parameters for each channel of a pixel, as gaussian-learned-sigma pixels do, not 1 a pixel',
    ],
  ])('refuses %s', (_, wrong, message) => {
    const build = () => rnnEm({ pixels: bernoulli(), decoder: smallDecoder(3), mStep: richMStep(), ...wrong });
    expect(build).toThrow(OptionError);
    expect(build).toThrow(message);
  });

  it('refuses images of another number of channels', () => {
    const x = zeros([1, 1, D, 3]);
    expect(() => unroll(nemModel(), { gamma: gammaOf(1, 2), inputs: [x], targets: [x], stepWeights: [1] })).toThrow(
      'inputs[0] must have shape [1, 1, 12, 1], but has [1, 1, 12, 3]',
    );
  });

  it('begins at the prior: the first residual of a Bernoulli model is gamma · x', () => {
    const seen: Tensor[] = [];
    const spy: MStep<Tensor> = {
      params: {},
      init: () => zeros([1]),
      step: (state, residual) => {
        seen.push(residual);
        return { state, theta: zeros([2, 3, M]) };
      },
    };
    const model = rnnEm({ pixels: bernoulli(), decoder: smallDecoder(1), mStep: spy });
    const x = image(2, 'x');
    model.step(model.init(gammaOf(2, 3)), x, x);
    expectClose(seen[0]!, mul(gammaOf(2, 3), x), 1e-6);
  });
});
