import { checkOptions, numberIn, optional } from '@neural-em/checks';
import { add, grad, mul, type Scalar, scalar, type Tensor, variable, zeros } from '@tensorflow/tfjs-core';
import { OptionError } from './errors.ts';
import type { Decoder, MStep } from './networks.ts';

/**
 * Returns the M-step of N-EM, paper eq. 4: one step of gradient ascent on Q, theta + lr · (d eta / d theta)ᵀ residual. The learning rate lr
 * is a trained scalar. The state is theta itself.
 *
 * Training differentiates through this step, so that the decoder is differentiated twice. Build decoders from operations that allow this:
 * from the activations of this package, not from those of TensorFlow.js, which save their output.
 *
 * @param decoder - any decoder; if it has a closed-form `pullback`, the step uses it.
 * @param options - `learningRate`: initial value; in the authors' code it is random and may be negative.
 * @throws OptionError where the learning rate is not above 0.
 */
export function gradientMStep(decoder: Decoder, options: { learningRate?: number } = {}): MStep<Tensor> {
  checkOptions('gradientMStep', options, { learningRate: optional(numberIn({ above: 0 })) }, OptionError);
  const { learningRate = 1 } = options;
  const rate = variable<Scalar['rankType']>(scalar(learningRate));
  const pullback = decoder.pullback ?? gradientPullback(decoder);
  return {
    params: { learningRate: rate },
    init: (images, components) => zeros([images, components, decoder.thetaSize]),
    step: (theta, residual) => {
      const next = add(theta, mul(rate, pullback(theta, residual)));
      return { state: next, theta: next };
    },
  };
}

/** Returns the vector-Jacobian product of a decoder, by differentiation: `(theta [B, K, M], residual [B, K, D, P·C]) → [B, K, M]`. */
export function gradientPullback(decoder: Pick<Decoder, 'decode'>): (theta: Tensor, residual: Tensor) => Tensor {
  return grad((theta) => decoder.decode(theta));
}
