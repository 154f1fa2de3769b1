import { type EmModel, initialGamma, type LossOptions } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { createRandom } from '@neural-em/random';
import { type SequenceOptions, toSequence } from './sequence.ts';

export type { Losses } from './losses.ts';

/** The seed of a stream of random numbers. */
export type Seed = number | string;

/** Options of running a model over a batch, in training and in evaluation. */
export interface TaskOptions extends SequenceOptions, LossOptions {
  /** K, the number of components. */
  readonly components: number;
  /** Sharpness of the initial responsibilities: see `initialGamma`. Default: 1. */
  readonly gammaSharpness?: number;
  /** Seed of noise and initial responsibilities; each training step and each evaluated batch has its own streams. */
  readonly seed: Seed;
  /** Separate seeds for noise and initial responsibilities, in place of `seed`. */
  readonly seeds?: { readonly noise?: Seed; readonly gamma?: Seed };
  /** Is told once if the backend cannot record a computation, which then runs slower. Default: `console.warn`; `train` yields a report. */
  readonly notice?: (text: string) => void;
}

/** Returns the options of `unroll` for a batch; seeds and `place` name the random streams. Call within a `tidy`. */
export function prepare(model: EmModel, batch: Batch, options: TaskOptions, place: string) {
  const { components, interWeight = 1, litInterWeight = 1, litSharePower = 0, gammaSharpness = 1, seed, seeds = {} } = options;
  const sequence = toSequence(batch, options, createRandom(seeds.noise ?? seed, 'noise', place));
  const gamma = initialGamma({
    images: batch.shape[1],
    components,
    pixels: model.etaShape[0],
    seed: `${seeds.gamma ?? seed}/${place}`,
    sharpness: gammaSharpness,
  });
  return { ...sequence, gamma, interWeight, litInterWeight, litSharePower };
}
