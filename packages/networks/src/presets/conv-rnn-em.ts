import type { Decoder, MStep } from '@neural-em/core';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { outputNormRnn } from '../cells/output-norm-rnn.ts';
import type { CellFactory } from '../cells/types.ts';
import { convDecoder } from '../decoders/conv.ts';
import { convEncoder } from '../encoders/conv.ts';
import type { Seed } from '../init.ts';
import { check, kinds } from '../option-kinds.ts';
import { recurrentMStep } from '../recurrent-m-step.ts';

/** Sizes of the networks for sequences. */
export interface ConvRnnEmOptions {
  /**
   * `[H, W, P·C]`: rows, columns and parameters per pixel. Each convolution halves rows and columns, so they must be divisible that often
   * by 2.
   */
  readonly imageShape: readonly [height: number, width: number, parameters: number];
  /** Channels of the encoder's convolutions; the decoder has the same in reverse. */
  readonly channels: readonly number[];
  /** Units of the dense layers next to the recurrent one. */
  readonly dense: number;
  /** M, size of theta. */
  readonly thetaSize: number;
  /** Whether the residual of every component of every image is first scaled to zero mean and unit deviation. */
  readonly standardizeInput?: boolean;
  readonly cell?: CellFactory;
  readonly seed: Seed;
}

/** Returns the networks of RNN-EM with a convolutional encoder and decoder, as for flying shapes and flying MNIST. */
export function convRnnEm(options: ConvRnnEmOptions): { decoder: Decoder; mStep: MStep<TensorContainer> } {
  check('convRnnEm', options, {
    imageShape: kinds.imageShape,
    channels: kinds.sizes,
    dense: kinds.count,
    thetaSize: kinds.count,
    standardizeInput: kinds.unchecked,
    cell: kinds.factory('lstm'),
    seed: kinds.seed,
  });
  const { imageShape, channels, dense, thetaSize, standardizeInput = false, cell = outputNormRnn, seed } = options;
  return {
    decoder: convDecoder({ thetaSize, imageShape, channels: [...channels].reverse(), dense, seed: `${seed}/decoder` }),
    mStep: recurrentMStep({
      encoder: convEncoder({ imageShape, channels, dense, standardizeInput, seed: `${seed}/encoder` }),
      cell: cell({ inputs: dense, size: thetaSize, seed: `${seed}/recurrent` }),
    }),
  };
}
