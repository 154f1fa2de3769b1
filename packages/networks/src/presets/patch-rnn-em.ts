import type { Decoder, MStep, RelationalMStep } from '@neural-em/core';
import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import { layerNormLstm } from '../cells/layer-norm-lstm.ts';
import { relational } from '../cells/relational.ts';
import { type PatchDecoderOptions, patchDecoder } from '../decoders/patch.ts';
import { glimpseEncoder } from '../encoders/glimpse.ts';
import { type SearchEncoderOptions, searchEncoder } from '../encoders/search.ts';
import { type GlimpseState, glimpseMStep, relationalGlimpseMStep } from '../glimpse-m-step.ts';
import { check, kinds } from '../option-kinds.ts';
import type { ConvRNemOptions } from './conv-r-nem.ts';
import type { ConvRnnEmOptions } from './conv-rnn-em.ts';

interface Patch extends Pick<PatchDecoderOptions, 'patch' | 'background' | 'motion'>, Pick<SearchEncoderOptions, 'parameters'> {
  /** Whether the encoder also searches the image for an object (`searchEncoder`), and not only looks where it drew; false by default. */
  readonly search?: boolean;
}

/** Sizes of the networks of `patchRnnEm`. */
export interface PatchRnnEmOptions extends ConvRnnEmOptions, Patch {}

/** Sizes of the networks of `patchRNem`. */
export interface PatchRNemOptions extends ConvRNemOptions, Patch {}

const sizes = {
  imageShape: kinds.imageShape,
  patch: kinds.patch,
  channels: kinds.sizes,
  dense: kinds.count,
  thetaSize: kinds.count,
  background: kinds.finite,
  search: kinds.unchecked,
  motion: kinds.unchecked,
  parameters: kinds.optional(kinds.count),
  standardizeInput: kinds.unchecked,
  seed: kinds.seed,
};

/**
 * Returns our own networks for sequences, in which each component draws one patch and looks at its place (`patchDecoder`,
 * `glimpseEncoder`), with a layer-norm LSTM in between by default. `channels` are those of the encoder's convolutions.
 */
export function patchRnnEm(options: PatchRnnEmOptions): { decoder: Decoder; mStep: MStep<TensorContainer> } {
  check('patchRnnEm', options, { ...sizes, cell: kinds.factory('lstm') });
  const { cell = layerNormLstm, thetaSize, seed } = options;
  const { decoder, encoder } = patchNetworks(options);
  return {
    decoder,
    mStep: glimpseMStep({ encoder, cell: cell({ inputs: encoder.features, size: thetaSize, seed: `${seed}/recurrent` }) }),
  };
}

/** Returns the networks of `patchRnnEm` for Relational N-EM: a relational cell stands between encoder and decoder. */
export function patchRNem(options: PatchRNemOptions): { decoder: Decoder; mStep: RelationalMStep<GlimpseState<Tensor>> } {
  check('patchRNem', options, { ...sizes, attention: kinds.unchecked, attentionSize: kinds.optional(kinds.count) });
  const { attention = true, attentionSize = 100, thetaSize, seed } = options;
  const { decoder, encoder } = patchNetworks(options);
  const cell = relational({ inputs: encoder.features, size: thetaSize, attention, attentionSize, seed: `${seed}/recurrent` });
  return { decoder, mStep: relationalGlimpseMStep({ cell, encoder }) };
}

function patchNetworks({
  imageShape,
  patch,
  channels,
  dense,
  thetaSize,
  background = 0,
  standardizeInput = false,
  search = false,
  motion = false,
  parameters = 1,
  seed,
}: PatchRnnEmOptions) {
  const decoder = patchDecoder({ thetaSize, imageShape, patch, dense, background, motion, seed: `${seed}/decoder` });
  const shared = { decoder, imageShape, channels, dense, standardizeInput, seed: `${seed}/encoder` };
  return { decoder, encoder: search ? searchEncoder({ ...shared, parameters }) : glimpseEncoder(shared) };
}
