import { type Activation, type Decoder, OptionError, relu, sigmoid, stopGradient } from '@neural-em/core';
import { add, concat, fill, reshape, slice, type Tensor, type Tensor3D } from '@tensorflow/tfjs-core';
import { type Seed, weight } from '../init.ts';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { drawPatch, placePatch, readPatch } from '../ops/patch.ts';
import { check, kinds } from '../option-kinds.ts';
import { layeredDecoder } from './layered.ts';
import { type PatchMotion, patchMotion } from './patch-motion.ts';

/** Sizes of a decoder that draws a patch. */
export interface PatchDecoderOptions {
  /** M, size of theta without the place and the velocity of a patch that moves. */
  readonly thetaSize: number;
  /** `[H, W, P·C]`: rows and columns of the image, parameters per pixel. */
  readonly imageShape: readonly [height: number, width: number, parameters: number];
  /** Rows and columns of the patch: as large as the largest object, so that two objects that lie apart do not fit into it. */
  readonly patch: readonly [rows: number, columns: number];
  /** Units of the hidden layer. */
  readonly dense: number;
  /** Value of eta outside the patch before training, 0 by default; for Bernoulli pixels a logit far below 0, such as −4. */
  readonly background?: number;
  /**
   * Whether the patch has a velocity, and moves on from its place in the step before; theta then ends with place and velocity, and has M + 4
   * values. Otherwise each theta names the place anew, and small errors add up when a model goes on by itself. False by default.
   */
  readonly motion?: boolean;
  readonly activation?: Activation;
  readonly seed: Seed;
}

/** A decoder that draws a patch, and reads the same place of another image. */
export interface PatchDecoder extends Decoder {
  /** Pixels of the patch. */
  readonly patchPixels: number;
  /** How the patch moves; undefined if each theta names its place anew. */
  readonly motion: PatchMotion | undefined;
  /**
   * Returns the centre of the patch of theta, [N, 2], as shares of height and width. It is a constant: with a gradient through the
   * place of a glimpse, trainings of recurrent networks diverged.
   */
  centre(theta: Tensor): Tensor;
  /** Returns what images, each [N, D·channels], show in a patch around a centre [N, 2]: [N, patchPixels · the sum of the channels]. */
  glimpse(images: readonly Tensor[], centre: Tensor): Tensor;
}

/**
 * Returns a decoder that draws one small picture and places it in the image: a dense layer, layer norm and an activation, then the pixels of
 * the patch; another dense layer gives its place. A component can thus draw one compact object anywhere, but not two that lie apart. What an
 * object looks like is learned once for all places (the "what and where" of Eslami and others 2016, *Attend, Infer, Repeat*).
 *
 * @throws OptionError if the patch is larger than the image.
 */
export function patchDecoder(options: PatchDecoderOptions): PatchDecoder {
  check('patchDecoder', options, {
    thetaSize: kinds.count,
    imageShape: kinds.imageShape,
    patch: kinds.patch,
    dense: kinds.count,
    background: kinds.finite,
    motion: kinds.unchecked,
    activation: kinds.activation,
    seed: kinds.seed,
  });
  const { thetaSize, imageShape, patch, dense: hidden, background = 0, motion = false, activation = relu, seed } = options;
  const [height, width, parameters] = imageShape;
  const [rows, columns] = patch;
  if (rows > height || columns > width)
    throw new OptionError(`patchDecoder: a patch of ${rows}×${columns} does not fit into an image of ${height}×${width}`);
  const what = withLayerNorm(dense({ inputs: thetaSize, outputs: hidden, seed: `${seed}/what` }), { channels: hidden, activation });
  const picture = dense({ inputs: hidden, outputs: rows * columns * parameters, seed: `${seed}/picture` });
  const where = dense({ inputs: thetaSize, outputs: 2, seed: `${seed}/where` });
  const outside = weight(fill([parameters], background));
  const placed = placePatch({ image: [height, width], patch });
  const found = (output: Tensor) => sigmoid(where.apply(output));
  const moving = motion ? patchMotion({ outputSize: thetaSize, found }) : undefined;
  const outputOf = (theta: Tensor) => (moving ? slice(theta, [0, 0], [-1, thetaSize]) : theta);
  const centre = moving?.centre ?? found;
  const layer = {
    params: {
      what: what.params,
      picture: picture.params,
      where: where.params,
      ...(moving && { motion: moving.params }),
      background: outside,
    },
    apply: (theta: Tensor) => {
      const drawn = reshape(picture.apply(what.apply(outputOf(theta))), [-1, columns, rows * parameters]) as Tensor3D;
      return add(drawPatch(drawn, placed(centre(theta))), outside);
    },
  };
  return {
    ...layeredDecoder(layer, { thetaSize: motion ? thetaSize + 4 : thetaSize, etaShape: [height * width, parameters] }),
    patchPixels: rows * columns,
    motion: moving,
    centre: (theta) => stopGradient(centre(theta)),
    glimpse: (images, centre) => {
      const places = placed(centre);
      return concat(
        images.map((image) => readPatch(image, places)),
        1,
      );
    },
  };
}
