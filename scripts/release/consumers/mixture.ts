// A mixture model that the core does not have, as a user would write it: counts of photons with one Poisson rate per component, fitted by
// plain EM. Its M-step has a closed form, so it needs neither networks nor gradients. The program fails if EM does not behave as EM must.
import {
  type EmModel,
  type EmState,
  initialGamma,
  lastStep,
  logLikelihood,
  type PixelDistribution,
  responsibilities,
  unroll,
} from '@neural-em/core';
import '@tensorflow/tfjs-backend-cpu';
import { add, div, exp, log, mul, sub, sum, type Tensor, tensor, zerosLike } from '@tensorflow/tfjs-core';

const PRIOR_RATE = 1;

/** The distribution of counts; eta is the logarithm of the rate. log p leaves out log x!, which does not depend on eta. */
const poisson: PixelDistribution = {
  name: 'poisson',
  priorEta: [Math.log(PRIOR_RATE)],
  mean: (eta) => exp(eta),
  logProb: (x, eta) => sum(sub(mul(x, eta), exp(eta)), -1, true),
  score: (x, eta) => sub(x, exp(eta)),
  klFromPrior: (eta) => sum(add(sub(exp(eta), PRIOR_RATE), mul(PRIOR_RATE, sub(Math.log(PRIOR_RATE), eta))), -1, true),
};

/** Returns a model with one rate per component for all D pixels; the M-step is the mean of x, weighted by gamma. */
function poissonMixture(pixels: number): EmModel<Tensor> {
  return {
    pixels: poisson,
    params: {},
    etaShape: [pixels, 1],
    init: (gamma) => ({ carried: zerosLike(gamma), eta: zerosLike(gamma), gamma }),
    step: ({ gamma }, input, target): EmState<Tensor> => {
      const rate = div(sum(mul(gamma, input), 2, true), sum(gamma, 2, true));
      const eta = add(log(rate), zerosLike(gamma));
      return { carried: rate, eta, gamma: responsibilities(poisson, target, eta) };
    },
    explain: (state, target) => ({ ...state, gamma: responsibilities(poisson, target, state.eta) }),
  };
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`mixture: ${what}`);
}

const counts = [0, 1, 2, 1, 3, 2, 1, 0, 2, 18, 22, 20, 25, 19, 21, 17, 20, 23];
const steps = 20;
const x = tensor(counts, [1, 1, counts.length, 1]);
const frames = Array.from({ length: steps }, () => x);
const gamma = initialGamma({ images: 1, components: 2, pixels: counts.length, seed: 1 });
const { states } = unroll(poissonMixture(counts.length), { gamma, inputs: frames, targets: frames, stepWeights: lastStep(steps) });

const likelihoods = states.map(({ eta }) => logLikelihood(poisson.logProb(x, eta)).dataSync()[0] ?? Number.NaN);
for (const [t, value] of likelihoods.entries()) {
  check(t === 0 || value >= (likelihoods[t - 1] ?? 0) - 1e-3, `the likelihood falls at step ${t + 1}: ${likelihoods.join(', ')}`);
}
const rates = [...(states[steps - 1]?.carried.dataSync() ?? [])].sort((a, b) => a - b);
const [dark = Number.NaN, bright = Number.NaN] = rates;
check(Math.abs(dark - 12 / 9) < 0.05 && Math.abs(bright - 185 / 9) < 0.05, `rates ${rates.join(', ')} instead of 1.33 and 20.56`);
console.log(`rates ${dark.toFixed(2)} and ${bright.toFixed(2)}`);

// @ts-expect-error A distribution needs its functions. This line fails if the package has lost its types.
export const incomplete: PixelDistribution = { name: 'incomplete', priorEta: [0] };
