import { bernoulli, rnnEm } from '@neural-em/core';
import { flyingShapes } from '@neural-em/datasets';
import { flyingShapesRnnEm } from '@neural-em/networks';
import { adam, bitFlip, createTrainStep } from '@neural-em/trainers';
import type { Sizes, TrainingStep } from './tasks.ts';

/** Returns a training step of RNN-EM on flying shapes with the paper's settings: no gradient through gamma, loss on every step. */
export function flyingShapesStep({ batch, components, steps, height, width }: Sizes, seed: number): TrainingStep {
  const networks = flyingShapesRnnEm({ imageShape: [height, width, 1], seed });
  const model = rnnEm({ pixels: bernoulli(), gammaGradient: 0, ...networks });
  const step = createTrainStep(model, { components, noise: bitFlip(0.2), seed, optimizer: adam() });
  const dataset = flyingShapes({ frames: steps + 1, height, width, seed, size: { training: batch, validation: 1, test: 1 } });
  const sequences = dataset.read('training', [...Array(batch).keys()]);
  let update = 0;
  return async () => (await step.run(sequences, ++update)).loss;
}
