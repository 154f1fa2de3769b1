import * as ops from '../ops/standardize.ts';
import type { Layer } from './types.ts';

/** Zero mean and unit deviation of every item, without weights: [N, …] → the same shape. The paper's input to flying MNIST. */
export function standardize(options: { readonly epsilon?: number } = {}): Layer {
  return { params: {}, apply: (x) => ops.standardize(x, options) };
}
