import { elu, type StepContext, stopGradient } from '@neural-em/core';
import { concat, keep, matMul, mul, reshape, softmax, sub, type Tensor, type Tensor2D, tensor2d, tile } from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { standardize } from '../layers/standardize.ts';
import { check, kinds } from '../option-kinds.ts';
import { convEncoderKinds, convLayers } from './conv.ts';
import type { GlimpseEncoder, GlimpseEncoderOptions } from './glimpse.ts';
import { motionFeatures } from './motion.ts';

/** Options of `searchEncoder`. */
export interface SearchEncoderOptions extends GlimpseEncoderOptions {
  /** P, parameters that a pixel has for each channel; 1 by default. */
  readonly parameters?: number;
}

/** Factors that bring logits of places, and places, to sizes at which training begins well. */
const SHARPNESS = 4;
const SPREAD = 8;

/**
 * Returns an encoder that finds an object and looks at it in the same step. It reads the residual, the pixels that the component answers for
 * (gamma · x), and the image; with the residual alone, a component that shares an object with another one does not notice. Convolutions give
 * a map of logits; their softmax gives a centre, the mean place (the spatial softmax of Levine and others 2016, *End-to-End Training of Deep
 * Visuomotor Policies*). A dense layer reads all three images around this centre, another one around the place where the component drew its
 * patch in the step before. F is three times `dense`, and the two coordinates of the centre.
 */
export function searchEncoder(options: SearchEncoderOptions): GlimpseEncoder {
  check('searchEncoder', options, { ...convEncoderKinds, decoder: kinds.patchDecoder, parameters: kinds.optional(kinds.count) });
  const { decoder, imageShape, channels, dense: outputs, activation = elu, standardizeInput = false, parameters = 1, seed } = options;
  const [height, width, values] = imageShape;
  const read = values + 2 * (values / parameters);
  const { convolutions, shapes } = convLayers({ ...options, imageShape: [height, width, read] });
  const layer = (name: string, inputs: number) =>
    withLayerNorm(dense({ inputs, outputs, seed: `${seed}/${name}` }), { channels: outputs, activation });
  const whole = layer(
    'dense',
    (shapes.at(-1) ?? [height, width, read]).reduce((a, b) => a * b),
  );
  const near = layer('glimpse', decoder.patchPixels * read);
  const there = layer('there', decoder.patchPixels * read);
  // The second convolution sees as much of the image as an object takes.
  const depth = Math.min(2, channels.length);
  const [rows, columns, maps] = shapes[depth - 1] ?? [height, width, read];
  const map = dense({ inputs: maps, outputs: 1, seed: `${seed}/map` });
  const moved = motionFeatures(decoder, 3 * outputs + 2);
  const cells = keep(tensor2d(centresOf({ height, width, rows, columns, size: 2 ** depth })));

  return {
    params: {
      conv: Object.fromEntries(Object.entries(convolutions).map(([name, { params }]) => [name, params])),
      dense: whole.params,
      glimpse: near.params,
      map: map.params,
      there: there.params,
      ...moved.params,
    },
    decoder,
    features: 3 * outputs + 2,
    encode: (residual, theta, context) => {
      const N = theta.shape[0]!;
      const images = imagesOf(residual, context);
      if (standardizeInput) images[0] = standardize().apply(images[0]!);
      let image: Tensor = reshape(concat(images, 2), [N, height, width, read]);
      let searched = image;
      for (const [i, convolution] of Object.values(convolutions).entries()) {
        image = convolution.apply(image);
        if (i < depth) searched = image;
      }
      const logits = reshape(map.apply(reshape(searched, [N * rows * columns, maps])), [N, rows * columns]);
      const centre = matMul(softmax(mul(logits, SHARPNESS)) as Tensor2D, cells);
      const flat = images.map((image) => reshape(image, [N, -1]));
      const features = concat(
        [
          whole.apply(reshape(image, [N, -1])),
          near.apply(decoder.glimpse(flat, decoder.centre(theta))),
          there.apply(decoder.glimpse(flat, stopGradient(centre))),
          mul(sub(centre, 0.5), SPREAD),
        ],
        1,
      );
      return moved.addTo(features, theta);
    },
  };
}

/** Returns residual, gamma · x and x of every component, each [N, D, channels]. */
function imagesOf(residual: Tensor, { gamma, input }: StepContext): Tensor[] {
  const [B, K, D] = residual.shape as [number, number, number];
  return [residual, mul(gamma, input), tile(input, [1, K, 1, 1])].map((image) => reshape(image, [B * K, D, -1]));
}

/** Returns the centre of each cell of a map, as shares of the height and width of the image; a cell stands for `size` by `size` pixels. */
function centresOf(sizes: { height: number; width: number; rows: number; columns: number; size: number }): [number, number][] {
  const { height, width, rows, columns, size } = sizes;
  const along = (cell: number, pixels: number) => (size * cell + (size - 1) / 2) / (pixels - 1);
  return Array.from({ length: rows * columns }, (_, at) => [along(Math.floor(at / columns), height), along(at % columns, width)]);
}
