import type { Decoder, RelationalMStep } from '@neural-em/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { relational } from '../cells/relational.ts';
import { convDecoder } from '../decoders/conv.ts';
import { convEncoder } from '../encoders/conv.ts';
import type { Seed } from '../init.ts';
import { check, kinds } from '../option-kinds.ts';
import { relationalMStep } from '../relational-m-step.ts';
import { type ConvRnnEmOptions, convRnnEm } from './conv-rnn-em.ts';

/** What the networks for bouncing balls have in common: 64×64 binary pixels, 250 recurrent units. */
const sizes = { imageShape: [64, 64, 1], channels: [16, 32, 64], dense: 512, thetaSize: 250 } as const;

/**
 * RNN-EM on bouncing balls, which Relational N-EM is compared with (van Steenkiste and others 2018): 4,611,827 parameters. With one
 * component it is their RNN, and with `cell: layerNormLstm` as well their LSTM of 5,185,077.
 */
export function ballsRnnEm(options: Partial<ConvRnnEmOptions> & Pick<ConvRnnEmOptions, 'seed'>): ReturnType<typeof convRnnEm> {
  return convRnnEm({ ...sizes, ...options });
}

/** Sizes of `ballsRNem`. */
export interface BallsRNemOptions extends Partial<Omit<ConvRnnEmOptions, 'cell' | 'seed'>> {
  readonly seed: Seed;
  /** Whether each effect of one component on another has a weight of its own. */
  readonly attention?: boolean;
  /** Units of the hidden layer of the attention. */
  readonly attentionSize?: number;
}

/**
 * Relational N-EM on bouncing balls (van Steenkiste and others 2018): encoder and decoder of `ballsRnnEm` and a relational cell;
 * 4,951,978 parameters, 4,926,577 without attention.
 */
export function ballsRNem(options: BallsRNemOptions): { network: Decoder; relational: RelationalMStep<Tensor> } {
  check('ballsRNem', options, {
    imageShape: kinds.optional(kinds.imageShape),
    channels: kinds.optional(kinds.sizes),
    dense: kinds.optional(kinds.count),
    thetaSize: kinds.optional(kinds.count),
    standardizeInput: kinds.unchecked,
    attention: kinds.unchecked,
    attentionSize: kinds.optional(kinds.count),
    seed: kinds.seed,
  });
  const { attention, attentionSize, seed, ...rest } = { attention: true, attentionSize: 100, ...sizes, ...options };
  const { imageShape, channels, dense, thetaSize, standardizeInput = false } = rest;
  const cell = relational({ inputs: dense, size: thetaSize, attention, attentionSize, seed: `${seed}/recurrent` });
  const encoder = convEncoder({ imageShape, channels, dense, standardizeInput, seed: `${seed}/encoder` });
  return {
    network: convDecoder({ thetaSize, imageShape, channels: [...channels].reverse(), dense, seed: `${seed}/decoder` }),
    relational: relationalMStep({ cell, encoder }),
  };
}
