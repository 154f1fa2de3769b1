import * as ops from '../ops/standardize.ts';
import type { Layer } from './types.ts';

/**
 * Returns a layer without weights that scales every item to zero mean and unit deviation: [N, …] → the same shape. In the paper, the
 * networks for flying MNIST begin with it.
 */
export function standardize(options: { readonly epsilon?: number } = {}): Layer {
  return { params: {}, apply: (x) => ops.standardize(x, options) };
}
