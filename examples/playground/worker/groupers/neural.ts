import { type EmState, initialGamma } from '@neural-em/core';
import { dispose, tensor, tidy } from '@tensorflow/tfjs-core';
import { judge } from '../judge.ts';
import type { TrainedModel } from '../models.ts';
import type { Grouper, GrouperOptions, Grouping } from './types.ts';

/** Groups pixels by a trained model of N-EM or RNN-EM. */
export async function neural(trained: TrainedModel, { components, seed, height, width }: GrouperOptions): Promise<Grouper> {
  const { model } = trained;
  const pixels = height * width;
  let state = tidy(() => model.init(initialGamma({ images: 1, components, pixels, seed })));
  const read = async ({ eta, gamma }: EmState): Promise<Grouping> => {
    const means = tidy(() => model.pixels.mean(eta).clone());
    const values = await Promise.all([gamma.data<'float32'>(), means.data<'float32'>()]);
    means.dispose();
    // Copies the values, because some backends return views of their own memory.
    return { gamma: values[0].slice(), means: values[1].slice() };
  };
  return {
    first: await read(state),
    step: (input, target) => {
      const next = tidy(() => model.step(state, tensor(input, [1, 1, pixels, 1]), tensor(target, [1, 1, pixels, 1])));
      dispose(state);
      state = next;
      return read(state);
    },
    judge: async (images) => ('card' in trained ? judge(trained, images, { components, seed, height, width }) : undefined),
    dispose: () => dispose(state),
  };
}
