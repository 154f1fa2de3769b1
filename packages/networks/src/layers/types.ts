import type { Params } from '@neural-em/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A function with weights. The first axis, N = B·K, runs over every component of every image; the axes after N depend on the layer. */
export interface Layer {
  readonly params: Params;
  apply(x: Tensor): Tensor;
}
