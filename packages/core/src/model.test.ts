import { expectClose, normalTensor, useCpuBackend, values } from '@neural-em/testing';
import { add, gather, grad, mul, sum, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  bernoulli,
  type EmModel,
  type EmState,
  expectedLogLikelihood,
  gaussian,
  lastStep,
  logLikelihood,
  type MStep,
  nem,
  OptionError,
  type PixelDistribution,
  rnnEm,
  unroll,
} from './index.ts';
import { gammaOf, image, M, nemModel, richMStep, rnnModel, smallDecoder } from './model.fixture.ts';

useCpuBackend();

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

describe('the options of a model', () => {
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

  it('names a learning rate of N-EM that is not above 0', () => {
    expect(() => nem({ pixels: bernoulli(), decoder: smallDecoder(1), learningRate: -1 })).toThrow(
      /nem: learningRate must be a number above 0, not -1/,
    );
  });
});

describe('the first step', () => {
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
