import { type Activation, elu } from '@neural-em/core';
import type { Seed } from '../init.ts';
import { conv2d } from '../layers/conv2d.ts';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { flatten, toImages } from '../layers/reshape.ts';
import { sequential } from '../layers/sequential.ts';
import { standardize } from '../layers/standardize.ts';
import type { Layer } from '../layers/types.ts';
import { check, kinds } from '../option-kinds.ts';

/** Sizes of a convolutional encoder. */
export interface ConvEncoderOptions {
  /** [H, W, P·C] of the residual. */
  readonly imageShape: readonly [height: number, width: number, parameters: number];
  /** Channels of each convolution. */
  readonly channels: readonly number[];
  /** F, units of the dense layer at the end. */
  readonly dense: number;
  readonly activation?: Activation;
  /** Whether the residual of every component of every image is first scaled to zero mean and unit deviation. */
  readonly standardizeInput?: boolean;
  readonly seed: Seed;
}

/** The kinds of the options of an encoder that begins with convolutions. */
export const convEncoderKinds = {
  imageShape: kinds.imageShape,
  channels: kinds.sizes,
  dense: kinds.count,
  activation: kinds.activation,
  standardizeInput: kinds.unchecked,
  seed: kinds.seed,
} as const;

/** Returns an encoder of 4×4 convolutions of stride 2 and a dense layer, each linear → layer norm → activation: [N, H·W·P·C] → [N, F]. */
export function convEncoder(options: ConvEncoderOptions): Layer {
  check('convEncoder', options, convEncoderKinds);
  const { imageShape, dense: features, activation = elu, standardizeInput = false, seed } = options;
  const layers: Record<string, Layer> = standardizeInput ? { standardize: standardize() } : {};
  layers.image = toImages(imageShape);
  const { convolutions, shapes } = convLayers(options);
  Object.assign(layers, convolutions);
  layers.flatten = flatten();
  const inputs = (shapes.at(-1) ?? imageShape).reduce((a, b) => a * b);
  layers.dense = withLayerNorm(dense({ inputs, outputs: features, seed: `${seed}/dense` }), { channels: features, activation });
  return sequential(layers);
}

/** Returns the convolutions of an encoder by name, from `conv1` on, and what each gives: [height, width, channels]. */
export function convLayers({ imageShape, channels, activation = elu, seed }: Omit<ConvEncoderOptions, 'dense' | 'standardizeInput'>) {
  const shapes: [height: number, width: number, channels: number][] = [];
  const convolutions: Record<string, Layer> = {};
  for (const [i, outputs] of channels.entries()) {
    const [height, width, inputs] = shapes.at(-1) ?? imageShape;
    const name = `conv${i + 1}`;
    convolutions[name] = withLayerNorm(conv2d({ inputs, outputs, stride: 2, seed: `${seed}/${name}` }), { channels: outputs, activation });
    shapes.push([Math.ceil(height / 2), Math.ceil(width / 2), outputs]);
  }
  return { convolutions, shapes };
}
