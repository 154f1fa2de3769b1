import type { Params } from '@neural-em/core';
import { add, mul, sigmoid, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Seed } from './init.ts';
import { dense } from './layers/dense.ts';
import { check, kinds } from './option-kinds.ts';

/** How the places of patches follow from the outputs of a cell. Axes: N = B·K, M size of the output. */
export interface Motion {
  readonly params: Params;
  /** Returns the next places [N, 2], from the outputs [N, M] and the places before; a place is a distance from the middle, in images. */
  move(output: Tensor, place: Tensor): Tensor;
}

/** Sizes of a motion. */
export interface MotionOptions {
  /** M, size of the output of the cell. */
  readonly size: number;
  readonly seed: Seed;
}

/** Logit by which a place is found anew before training: objects must be found before they can be followed. */
const FOUND = 2;
/** Factor that brings a shift to the size at which training begins well. */
const SHIFT = 0.05;

/**
 * Returns a motion: a dense layer gives a place that is found anew, a gate between this place and the one before, and a shift. A component can thus
 * carry its place on from frame to frame; where it has to name the place anew in each frame, small errors add up when it goes on by itself.
 */
export function motion(options: MotionOptions): Motion {
  check('motion', options, { size: kinds.count, seed: kinds.seed });
  const { size, seed } = options;
  const layer = dense({ inputs: size, outputs: 5, seed });
  return {
    params: layer.params,
    move: (output, before) => {
      const values = layer.apply(output);
      const part = (from: number, length: number) => slice(values, [0, from], [-1, length]);
      const found = add(sigmoid(part(0, 2)), -0.5);
      const share = sigmoid(add(part(4, 1), FOUND));
      return add(add(before, mul(share, add(found, mul(before, -1)))), mul(part(2, 2), SHIFT));
    },
  };
}
