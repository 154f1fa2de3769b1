import type { Decoder, MStep, RelationalMStep } from '@neural-em/core';
import type { Tensor, TensorContainer } from '@tensorflow/tfjs-core';
import { layerNormLstm } from '../cells/layer-norm-lstm.ts';
import { relational } from '../cells/relational.ts';
import { type PatchDecoderOptions, patchDecoder } from '../decoders/patch.ts';
import { glimpseEncoder } from '../encoders/glimpse.ts';
import { type SearchEncoderOptions, searchEncoder } from '../encoders/search.ts';
import { type GlimpseState, glimpseMStep, relationalGlimpseMStep } from '../glimpse-m-step.ts';
import { motion as motionOf } from '../motion.ts';
import { check, kinds } from '../option-kinds.ts';
import type { ConvRNemOptions } from './conv-r-nem.ts';
import type { ConvRnnEmOptions } from './conv-rnn-em.ts';

interface Patch extends Pick<PatchDecoderOptions, 'patch' | 'background'>, Pick<SearchEncoderOptions, 'parameters'> {
  /** Whether the encoder also searches the image for an object (`searchEncoder`), and not only looks where it drew; false by default. */
  readonly search?: boolean;
  /** Whether the place of a patch moves on from the place before (`motion`), and is not named anew at each step; false by default. */
  readonly motion?: boolean;
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
  const { decoder, inputs, ...glimpses } = patchNetworks(options);
  return { decoder, mStep: glimpseMStep({ ...glimpses, cell: cell({ inputs, size: thetaSize, seed: `${seed}/recurrent` }) }) };
}

/** Returns the networks of `patchRnnEm` for Relational N-EM: a relational cell stands between encoder and decoder. */
export function patchRNem(options: PatchRNemOptions): { decoder: Decoder; mStep: RelationalMStep<GlimpseState<Tensor>> } {
  check('patchRNem', options, { ...sizes, attention: kinds.unchecked, attentionSize: kinds.optional(kinds.count) });
  const { attention = true, attentionSize = 100, thetaSize, seed } = options;
  const { decoder, inputs, ...glimpses } = patchNetworks(options);
  const cell = relational({ inputs, size: thetaSize, attention, attentionSize, seed: `${seed}/recurrent` });
  return { decoder, mStep: relationalGlimpseMStep({ ...glimpses, cell }) };
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
  motion: moves = false,
  parameters = 1,
  seed,
}: PatchRnnEmOptions) {
  const decoder = patchDecoder({ thetaSize, imageShape, patch, dense, background, placed: moves, seed: `${seed}/decoder` });
  const shared = { decoder, imageShape, channels, dense, standardizeInput, seed: `${seed}/encoder` };
  const encoder = search ? searchEncoder({ ...shared, parameters }) : glimpseEncoder(shared);
  const motion = moves ? motionOf({ size: thetaSize, seed: `${seed}/motion` }) : undefined;
  return { decoder, encoder, motion, inputs: encoder.features + (motion ? 2 : 0) };
}
