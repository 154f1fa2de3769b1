import { assemble, type Parts, type Settings } from '@neural-em/experiments';
import { createTrainStep } from '@neural-em/trainers';
import { nodeParts } from './node-parts.ts';

/** The number of minutes that a quick run trains. */
export const QUICK_MINUTES = 2;

/** The settings that learnt most within two minutes on two cores: small batches, few EM steps, few validation images. */
const small = { batchSize: 16, emSteps: 6, learningRate: 2e-3, validateEvery: 100, validationImages: 64, patience: 1000 };

/** Returns settings that learn something within two minutes; `say` prints the size of the run for this backend. */
export async function fitToTwoMinutes(settings: Settings, say: (text: string) => void, parts: Parts = nodeParts): Promise<Settings> {
  const { lossSteps } = settings.training;
  const quick = {
    ...settings,
    training: {
      ...settings.training,
      ...small,
      ...(typeof lossSteps === 'number' ? { lossSteps: Math.min(lossSteps, small.emSteps) } : {}),
    },
  };
  const ms = await timeStep(quick, parts);
  say(
    `quick run: two minutes hold about ${Math.round((QUICK_MINUTES * 60_000) / ms)} training steps on this backend (${Math.round(ms)} ms per step of ` +
      `${small.batchSize} images and ${small.emSteps} EM steps, learning rate ${small.learningRate}); the experiment itself is larger and runs for hours`,
  );
  return quick;
}

async function timeStep(settings: Settings, parts: Parts): Promise<number> {
  const { dataset, model, training } = await assemble(settings, parts);
  const step = createTrainStep(model, training);
  const batch = dataset.read(
    'training',
    Array.from({ length: Math.min(small.batchSize, dataset.size.training) }, (_, i) => i),
  );
  // The first step includes compilation and allocation.
  await step.run(batch, 1);
  const started = performance.now();
  await step.run(batch, 2);
  return performance.now() - started;
}
