import { type Activation, type Decoder, OptionError, relu, sigmoid, stopGradient } from '@neural-em/core';
import { add, concat, fill, matMul, mul, reshape, slice, sub, type Tensor, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { type Seed, weight, zeroWeight } from '../init.ts';
import { dense } from '../layers/dense.ts';
import { withLayerNorm } from '../layers/layer-norm.ts';
import { drawPatch, placePatch, readPatch } from '../ops/patch.ts';
import { check, kinds } from '../option-kinds.ts';
import { layeredDecoder } from './layered.ts';

/** Sizes of a decoder that draws a patch. */
export interface PatchDecoderOptions {
  /** M, size of theta without the place of a patch that moves. */
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
   * Whether the patch may move on from its place in the step before; false by default. Otherwise each theta names the place anew, and small
   * errors add up when a model goes on by itself. Theta then ends with the place, and has M + 2 values.
   */
  readonly motion?: boolean;
  readonly activation?: Activation;
  readonly seed: Seed;
}

/** A decoder that draws a patch, and reads the same place of another image. */
export interface PatchDecoder extends Decoder {
  /** Pixels of the patch. */
  readonly patchPixels: number;
  /**
   * Returns the theta of a step from the output of a cell, [N, M], and the theta of the step before: the output, followed by the place if the
   * patch moves.
   */
  follow(output: Tensor, before: Tensor): Tensor;
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
  const moving = motion ? motionOf(thetaSize) : undefined;
  const outputOf = (theta: Tensor) => (moving ? slice(theta, [0, 0], [-1, thetaSize]) : theta);
  const placeOf = (theta: Tensor) => slice(theta, [0, thetaSize], [-1, 2]);
  const centre = (theta: Tensor) => (moving ? add(placeOf(theta), MIDDLE) : found(theta));
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
    ...layeredDecoder(layer, { thetaSize: motion ? thetaSize + 2 : thetaSize, etaShape: [height * width, parameters] }),
    patchPixels: rows * columns,
    follow: (output, before) => (moving ? concat([output, moving.place(output, sub(found(output), MIDDLE), placeOf(before))], 1) : output),
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

/** Theta holds places relative to the middle of the image, as shares of height and width, so that theta may begin at 0. */
const MIDDLE = 0.5;
/** Logit by which a place is found anew before training: an object must be found before it can be followed. */
const FOUND = 4;
/** Factor that brings a shift to a size at which training begins well. */
const SHIFT = 0.05;

/** Returns the part that names the next place: a gate between a place that was found and the place before, and a shift. */
function motionOf(thetaSize: number) {
  const kernel = zeroWeight([thetaSize, 3]);
  const bias = zeroWeight([3]);
  return {
    params: { kernel, bias },
    place: (output: Tensor, found: Tensor, before: Tensor): Tensor => {
      const values = add(matMul(output as Tensor2D, kernel as Tensor2D), bias);
      const share = sigmoid(add(slice(values, [0, 2], [-1, 1]), FOUND));
      return add(add(mul(share, found), mul(sub(1, share), before)), mul(slice(values, [0, 0], [-1, 2]), SHIFT));
    },
  };
}
