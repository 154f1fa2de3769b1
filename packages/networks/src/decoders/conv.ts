import { type Activation, type Decoder, OptionError, relu } from '@neural-em/core';
import type { Seed } from '../init.ts';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { toImages } from '../layers/reshape.ts';
import { sequential } from '../layers/sequential.ts';
import type { Layer } from '../layers/types.ts';
import { type UpsampleConvOptions, upsampleConv } from '../layers/upsample-conv.ts';
import { check, kinds } from '../option-kinds.ts';
import { layeredDecoder } from './layered.ts';

/** Sizes of a convolutional decoder. */
export interface ConvDecoderOptions {
  /** M, size of theta. */
  readonly thetaSize: number;
  /** `[H, W, P·C]`: rows and columns of the image, parameters per pixel. */
  readonly imageShape: readonly [height: number, width: number, parameters: number];
  /** Number of channels before each doubling, starting with the smallest image. */
  readonly channels: readonly number[];
  /** Units of the first dense layer. */
  readonly dense: number;
  readonly activation?: Activation;
  /** The layer that doubles an image: `upsampleConv`, `conv2dTranspose` or your own. */
  readonly upsample?: (options: UpsampleConvOptions) => Layer;
  readonly seed: Seed;
}

/**
 * Returns a decoder of two dense layers and layers that double the image and convolve it, up to its full size. Every layer but the last is
 * linear → layer norm → activation.
 *
 * @throws OptionError if doubling does not lead to the size of the image.
 */
export function convDecoder(options: ConvDecoderOptions): Decoder {
  check('convDecoder', options, {
    thetaSize: kinds.count,
    imageShape: kinds.imageShape,
    channels: kinds.sizes,
    dense: kinds.count,
    activation: kinds.activation,
    upsample: kinds.factory('conv2dTranspose'),
    seed: kinds.seed,
  });
  const { thetaSize, imageShape, channels, dense: hidden, activation = relu, upsample = upsampleConv, seed } = options;
  const [height, width, parameters] = imageShape;
  const factor = 2 ** channels.length;
  if (channels.length === 0 || height % factor !== 0 || width % factor !== 0)
    throw new OptionError(
      `convDecoder: height and width must be multiples of ${factor}, as ${channels.length} doublings make them, not ${height} and ${width}`,
    );
  const grid = [height / factor, width / factor, channels[0]!] as const;
  const cells = grid[0] * grid[1] * grid[2];
  const layers: Record<string, Layer> = {
    dense1: withLayerNorm(dense({ inputs: thetaSize, outputs: hidden, seed: `${seed}/dense1` }), { channels: hidden, activation }),
    dense2: withLayerNorm(dense({ inputs: hidden, outputs: cells, seed: `${seed}/dense2` }), { channels: cells, activation }),
    image: toImages(grid),
  };
  for (const [i, inputs] of channels.entries()) {
    const name = `conv${i + 1}`;
    const next = channels[i + 1];
    const layer = upsample({ inputs, outputs: next ?? parameters, seed: `${seed}/${name}` });
    layers[name] = next === undefined ? layer : withLayerNorm(layer, { channels: next, activation });
  }
  return layeredDecoder(sequential(layers), { thetaSize, etaShape: [height * width, parameters] });
}
