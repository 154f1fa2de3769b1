import { bernoulli, rnnEm } from '@neural-em/core';
import { staticShapes } from '@neural-em/datasets';
import { staticShapesRnnEm } from '@neural-em/networks';
import { adam, bitFlip, createTrainStep } from '@neural-em/trainers';
import type { Sizes, TrainingStep } from './tasks.ts';

/** Returns a training step of RNN-EM on static shapes with the paper's settings: gradient through gamma, loss on the last step. */
export function staticShapesStep({ batch, components, steps, height, width }: Sizes, seed: number): TrainingStep {
  const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [height * width, 1], seed }) });
  const step = createTrainStep(model, { components, emSteps: steps, noise: bitFlip(0.1), seed, optimizer: adam() });
  const dataset = staticShapes({ height, width, seed, size: { training: batch, validation: 1, test: 1 } });
  const images = dataset.read('training', [...Array(batch).keys()]);
  let update = 0;
  return async () => (await step.run(images, ++update)).loss;
}
