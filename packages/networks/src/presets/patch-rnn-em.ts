import type { Decoder, MStep } from '@neural-em/core';
import type { TensorContainer } from '@tensorflow/tfjs-core';
import { layerNormLstm } from '../cells/layer-norm-lstm.ts';
import { type PatchDecoderOptions, patchDecoder } from '../decoders/patch.ts';
import { glimpseEncoder } from '../encoders/glimpse.ts';
import { glimpseMStep } from '../glimpse-m-step.ts';
import { check, kinds } from '../option-kinds.ts';
import type { ConvRnnEmOptions } from './conv-rnn-em.ts';

/** Sizes of the networks of `patchRnnEm`. */
export interface PatchRnnEmOptions extends ConvRnnEmOptions, Pick<PatchDecoderOptions, 'patch' | 'background'> {}

/**
 * Returns our own networks for sequences, in which each component draws one patch and looks at its place (`patchDecoder`,
 * `glimpseEncoder`), with a layer-norm LSTM in between by default. `channels` are those of the encoder's convolutions.
 */
export function patchRnnEm(options: PatchRnnEmOptions): { decoder: Decoder; mStep: MStep<TensorContainer> } {
  check('patchRnnEm', options, {
    imageShape: kinds.imageShape,
    patch: kinds.patch,
    channels: kinds.sizes,
    dense: kinds.count,
    thetaSize: kinds.count,
    background: kinds.finite,
    standardizeInput: kinds.unchecked,
    cell: kinds.factory('lstm'),
    seed: kinds.seed,
  });
  const { imageShape, patch, channels, dense, thetaSize, background, standardizeInput = false, cell = layerNormLstm, seed } = options;
  const decoder = patchDecoder({
    thetaSize,
    imageShape,
    patch,
    dense,
    ...(background === undefined ? {} : { background }),
    seed: `${seed}/decoder`,
  });
  const encoder = glimpseEncoder({ decoder, imageShape, channels, dense, standardizeInput, seed: `${seed}/encoder` });
  return { decoder, mStep: glimpseMStep({ encoder, cell: cell({ inputs: 2 * dense, size: thetaSize, seed: `${seed}/recurrent` }) }) };
}
