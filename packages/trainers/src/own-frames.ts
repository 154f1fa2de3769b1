import { forEachPicked, type Random } from '@neural-em/random';
import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import { TrainingOptionError } from './errors.ts';

/** Number of true frames that every sequence has at least: those that it takes to see objects move. */
const LEAST_TRUE = 3;

/**
 * Returns masks for `ownFrames` of `unroll`: a share of the sequences goes on by itself from a random frame on. One mask [B, 1, 1, 1] for
 * each step; none if the share is 0.
 *
 * @throws TrainingOptionError if the share is not a number from 0 to 1, or there are too few steps.
 */
export function ownFrameMasks(
  share: number,
  random: Pick<Random, 'uniform'>,
  { steps, images }: { readonly steps: number; readonly images: number },
): Tensor[] {
  if (!(share >= 0 && share <= 1)) throw new TrainingOptionError(`ownFrames must be a number from 0 to 1, not ${share}`);
  if (share === 0) return [];
  if (steps <= LEAST_TRUE)
    throw new TrainingOptionError(
      `ownFrames needs sequences with more than ${LEAST_TRUE} EM steps, not ${steps}; set it to 0 for static images`,
    );
  const starts = new Float32Array(images).fill(steps);
  forEachPicked(random, images, share, (i) => {
    starts[i] = LEAST_TRUE + Math.floor(random.uniform() * (steps - LEAST_TRUE));
  });
  return Array.from({ length: steps }, (_, t) =>
    tensor(
      starts.map((start) => (t < start ? 0 : 1)),
      [images, 1, 1, 1],
    ),
  );
}
