import { type EmModel, initialGamma } from '@neural-em/core';
import type { Batch } from '@neural-em/datasets';
import { createRandom } from '@neural-em/random';
import { type SequenceOptions, toSequence } from './sequence.ts';

export type { Losses } from './losses.ts';

/** The seed of a stream of random numbers. */
export type Seed = number | string;

/** What a model is asked to do with a batch, in training and in evaluation alike. */
export interface TaskOptions extends SequenceOptions {
  /** K. */
  readonly components: number;
  /** Weight of the inter-cluster term of the loss, and of that term where x = 1: see `emLoss` of core. */
  readonly interWeight?: number;
  readonly litInterWeight?: number;
  /** Sharpness of the initial responsibilities, 1 by default: see `initialGamma`. */
  readonly gammaSharpness?: number;
  /** Seed of noise and initial responsibilities; each training step and each evaluated batch has streams of its own. */
  readonly seed: Seed;
  /** Seeds of their own, in place of `seed`. */
  readonly seeds?: { readonly noise?: Seed; readonly gamma?: Seed };
}

/** What `unroll` takes, made from a batch: streams are named after the seeds and `place`. Call within a `tidy`. */
export function prepare(model: EmModel, batch: Batch, options: TaskOptions, place: string) {
  const { components, interWeight = 1, litInterWeight = 1, gammaSharpness = 1, seed, seeds = {} } = options;
  const sequence = toSequence(batch, options, createRandom(seeds.noise ?? seed, 'noise', place));
  const gamma = initialGamma({
    images: batch.shape[1],
    components,
    pixels: model.etaShape[0],
    seed: `${seeds.gamma ?? seed}/${place}`,
    sharpness: gammaSharpness,
  });
  return { ...sequence, gamma, interWeight, litInterWeight };
}
