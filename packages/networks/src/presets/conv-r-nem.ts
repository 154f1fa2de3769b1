import type { Decoder, RelationalMStep } from '@neural-em/core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { relational } from '../cells/relational.ts';
import { convDecoder } from '../decoders/conv.ts';
import { convEncoder } from '../encoders/conv.ts';
import { check, kinds } from '../option-kinds.ts';
import { relationalMStep } from '../relational-m-step.ts';
import type { ConvRnnEmOptions } from './conv-rnn-em.ts';

/** Sizes of the networks of `convRNem`. */
export interface ConvRNemOptions extends Omit<ConvRnnEmOptions, 'cell'> {
  /** Whether each effect of one component on another has its own weight; true by default. */
  readonly attention?: boolean;
  /** Units of the hidden layer of the attention, 100 by default. */
  readonly attentionSize?: number;
}

/** Returns the networks of Relational N-EM: encoder and decoder are those of `convRnnEm`, with a relational cell between them. */
export function convRNem(options: ConvRNemOptions): { decoder: Decoder; mStep: RelationalMStep<Tensor> } {
  check('convRNem', options, {
    imageShape: kinds.imageShape,
    channels: kinds.sizes,
    dense: kinds.count,
    thetaSize: kinds.count,
    standardizeInput: kinds.unchecked,
    attention: kinds.unchecked,
    attentionSize: kinds.optional(kinds.count),
    seed: kinds.seed,
  });
  const { imageShape, channels, dense, thetaSize, standardizeInput = false, attention = true, attentionSize = 100, seed } = options;
  const cell = relational({ inputs: dense, size: thetaSize, attention, attentionSize, seed: `${seed}/recurrent` });
  const encoder = convEncoder({ imageShape, channels, dense, standardizeInput, seed: `${seed}/encoder` });
  return {
    decoder: convDecoder({ thetaSize, imageShape, channels: [...channels].reverse(), dense, seed: `${seed}/decoder` }),
    mStep: relationalMStep({ cell, encoder }),
  };
}
