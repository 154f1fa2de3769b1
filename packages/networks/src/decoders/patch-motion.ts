import { type Params, sigmoid, stopGradient } from '@neural-em/core';
import { add, concat, matMul, mul, slice, sub, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import { zeroWeight } from '../init.ts';

/** Theta holds places relative to the middle of the image, as shares of height and width, so that theta may begin at 0. */
const MIDDLE = 0.5;
/** Logits of the two gains before training: a patch still follows the place that theta names, but no longer all of the way. */
const ALPHA = 1;
const BETA = -2;
/** Factor that brings a push to a size at which training begins well. */
const PUSH = 0.02;
/** Factors that bring places and velocities to the size of features. */
const PLACE = 8;
const VELOCITY = 60;

/** How a patch moves. Axes: N = B·K, M size of what a cell gives; theta is [N, M + 4] and ends with place and velocity. */
export interface PatchMotion {
  readonly params: Params;
  /** Returns the centre of the patch, [N, 2], as shares of height and width. */
  centre(theta: Tensor): Tensor;
  /** Returns place and velocity as constants at the size of features, [N, 4]. */
  features(theta: Tensor): Tensor;
  /** Returns the theta of a step, from the output of the cell, [N, M], and the theta of the step before. */
  follow(output: Tensor, before: Tensor): Tensor;
}

/**
 * Returns how a patch moves: an alpha–beta filter, whose gains and whose push follow from the output of a cell. Without correction the patch
 * moves on with its velocity, to which the push is added. `found` returns a centre [N, 2] for an output; place and velocity are corrected by
 * shares of the way to it.
 */
export function patchMotion({ outputSize, found }: { readonly outputSize: number; found(output: Tensor): Tensor }): PatchMotion {
  const kernel = zeroWeight([outputSize, 4]);
  const bias = zeroWeight([4]);
  const placeOf = (theta: Tensor) => slice(theta, [0, outputSize], [-1, 2]);
  const velocityOf = (theta: Tensor) => slice(theta, [0, outputSize + 2], [-1, 2]);
  return {
    params: { kernel, bias },
    centre: (theta) => add(placeOf(theta), MIDDLE),
    features: (theta) => stopGradient(concat([mul(placeOf(theta), PLACE), mul(velocityOf(theta), VELOCITY)], 1)),
    follow: (output, before) => {
      const values = add(matMul(output as Tensor2D, kernel as Tensor2D), bias);
      const alpha = sigmoid(add(slice(values, [0, 0], [-1, 1]), ALPHA));
      const beta = sigmoid(add(slice(values, [0, 1], [-1, 1]), BETA));
      const velocity = add(velocityOf(before), mul(slice(values, [0, 2], [-1, 2]), PUSH));
      const expected = add(placeOf(before), velocity);
      const error = sub(sub(found(output), MIDDLE), expected);
      return concat([output, add(expected, mul(alpha, error)), add(velocity, mul(beta, error))], 1);
    },
  };
}
