import { type PixelDistribution, sigmoid, softplus } from '@neural-em/core';
import { add, div, log, mul, square, sub, sum, type Tensor } from '@tensorflow/tfjs-core';

const sumOverChannels = (values: Tensor) => sum(values, -1, true);

/**
 * Brightness as radar and ultrasound see it: each of `looks` looks at a surface of mean brightness mu gives an exponential
 * draw, and a pixel is their mean. So x > 0 follows a gamma distribution of shape `looks` and mean mu = floor + softplus(eta).
 * `prior` is the mean brightness of what no component explains; `floor`, below it, keeps every logarithm finite.
 */
export function speckle({ looks = 4, prior = 0.25, floor = 0.05 } = {}): PixelDistribution {
  let logFactorial = 0; // of looks - 1
  for (let i = 2; i < looks; i++) logFactorial += Math.log(i);
  const constant = looks * Math.log(looks) - logFactorial;
  const mean = (eta: Tensor): Tensor => add(softplus(eta), floor);
  return {
    name: 'speckle',
    priorEta: [Math.log(Math.expm1(prior - floor))],
    mean,
    // log p = constant + (L - 1) log x - L log mu - L x / mu
    logProb: (x, eta) => {
      const mu = mean(eta);
      const fit = mul(looks, add(log(mu), div(x, mu)));
      return sumOverChannels(sub(add(mul(looks - 1, log(x)), constant), fit));
    },
    // d log p / d mu = L (x - mu) / mu², and d mu / d eta = sigmoid(eta)
    score: (x, eta) => {
      const mu = mean(eta);
      return mul(looks, mul(div(sub(x, mu), square(mu)), sigmoid(eta)));
    },
    // KL of two gamma distributions of one shape
    klFromPrior: (eta) => {
      const mu = mean(eta);
      return sumOverChannels(mul(looks, add(sub(log(mu), Math.log(prior) + 1), div(prior, mu))));
    },
  };
}
