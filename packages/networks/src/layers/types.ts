import type { Params } from '@neural-em/core';
import type { Tensor } from '@tensorflow/tfjs-core';

/** A function with weights. Axis N: every component of every image, B·K; what follows N is the layer's own matter. */
export interface Layer {
  readonly params: Params;
  apply(x: Tensor): Tensor;
}
