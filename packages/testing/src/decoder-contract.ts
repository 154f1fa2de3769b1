import { type Decoder, gradientPullback } from '@neural-em/core';
import { add, grads, mul, slice, sum, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { expectClose, values } from './close.ts';
import { numericGradient } from './finite-differences.ts';
import { normalTensor } from './random-tensor.ts';

/** Defines the tests that every decoder must pass; `make` returns a small decoder. */
export function describeDecoder(name: string, make: () => Decoder): void {
  describe(`decoder contract: ${name}`, () => {
    const setUp = () => {
      const decoder = make();
      return {
        decoder,
        theta: normalTensor([2, 3, decoder.thetaSize], 'theta'),
        residual: normalTensor([2, 3, ...decoder.etaShape], 'residual'),
      };
    };

    it('decodes every component of every image by itself', () => {
      const { decoder, theta } = setUp();
      const eta = decoder.decode(theta);
      expect(eta.shape).toEqual([2, 3, ...decoder.etaShape]);
      const one = decoder.decode(slice(theta, [1, 2, 0], [1, 1, -1]));
      expectClose(one, slice(eta, [1, 2, 0, 0], [1, 1, -1, -1]), 1e-5);
    });

    it('says what is wrong with a theta of another size', () => {
      const { decoder } = setUp();
      expect(() => decoder.decode(normalTensor([2, 3, decoder.thetaSize + 1], 0))).toThrow(/theta must have shape/);
    });

    it('pulls a residual back as the gradient does', () => {
      const { decoder, theta, residual } = setUp();
      const slope = (x: Tensor) => sum(mul(decoder.decode(x), residual));
      const pulled = gradientPullback(decoder)(theta, residual);
      expectClose(pulled, numericGradient(slope, theta), 2e-2, 'gradient against finite differences');
      if (decoder.pullback) expectClose(decoder.pullback(theta, residual), pulled, 1e-5, 'closed form against gradient');
    });

    it('may be differentiated twice, as the M-step of N-EM asks', () => {
      const { decoder, theta, residual } = setUp();
      const probe = normalTensor(theta.shape, 'probe');
      // The pullback of a linear decoder does not depend on theta, and `grads` refuses such functions; adding 0 · theta helps.
      const pull = (x: Tensor, r: Tensor) => add(sum(mul(gradientPullback(decoder)(x, r), probe)), mul(0, sum(x)));
      const [byTheta, byResidual] = grads(pull)([theta, residual]) as [Tensor, Tensor];
      const scale = Math.max(...values(byTheta).map(Math.abs));
      const numeric = numericGradient((x) => pull(x, residual), theta);
      for (const [i, value] of values(byTheta).entries()) expect(Math.abs(value - numeric[i]!)).toBeLessThan(2e-2 * Math.max(scale, 0.1));
      expectClose(
        byResidual,
        numericGradient((r) => pull(theta, r), residual),
        2e-2,
      );
    });
  });
}
