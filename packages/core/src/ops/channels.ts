import { sum, type Tensor } from '@tensorflow/tfjs-core';

/** Sums the last axis and keeps it: [..., C] → [..., 1]. */
export function sumOverChannels(x: Tensor): Tensor {
  return x.shape[x.rank - 1] === 1 ? x : sum(x, -1, true);
}
