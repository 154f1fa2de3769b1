import type { Activation } from '@neural-em/core';
import { oneWeight, zeroWeight } from '../init.ts';
import * as ops from '../ops/layer-norm.ts';
import { check, kinds } from '../option-kinds.ts';
import type { Layer } from './types.ts';

/** Settings of layer norm. */
export interface LayerNormOptions {
  /** Number of channels of an image, or of features of a vector. */
  readonly channels: number;
  /** Activation that is applied after the normalisation. */
  readonly activation?: Activation;
  readonly epsilon?: number;
}

/**
 * Returns a layer norm over all axes but the first, with gain and bias per channel and an activation: [N, …, channels] → the same shape.
 */
export function layerNorm(options: LayerNormOptions): Layer {
  check('layerNorm', options, { channels: kinds.count, activation: kinds.activation, epsilon: kinds.positive });
  const { channels, ...rest } = options;
  const gain = oneWeight([channels]);
  const bias = zeroWeight([channels]);
  return { params: { gain, bias }, apply: (x) => ops.layerNorm(x, gain, bias, rest) };
}

/**
 * Returns the block of which the paper's networks are made: linear → layer norm → activation. Parameters of the norm are named `norm/…`.
 */
export function withLayerNorm(linear: Layer, options: LayerNormOptions): Layer {
  const norm = layerNorm(options);
  return { params: { ...linear.params, norm: norm.params }, apply: (x) => norm.apply(linear.apply(x)) };
}
