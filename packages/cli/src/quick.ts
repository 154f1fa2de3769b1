import { assemble, type ExperimentSettings } from '@neural-em/experiments';
import { createTrainStep } from '@neural-em/trainers';
import { sources } from './sources.ts';

/** Below this many full-size training steps in two minutes little is learned: a smaller task learns more. */
const ENOUGH_STEPS = 600;

/**
 * Settings that learn something within two minutes on the backend at hand. A fast backend trains at full size; on a slow one
 * batches are small, the EM loop is short and fewer images are validated, and `say` tells so.
 */
export async function fitToTwoMinutes(settings: ExperimentSettings, say: (text: string) => void): Promise<ExperimentSettings> {
  const ms = await timeStep(settings);
  const steps = Math.round(120_000 / ms);
  const quick = { ...settings, training: { ...settings.training, validateEvery: 100, validationImages: 192, patience: 1000 } };
  if (steps >= ENOUGH_STEPS) {
    say(
      `a training step of ${settings.training.batchSize} images takes ${Math.round(ms)} ms: full size, about ${steps} steps in two minutes`,
    );
    return quick;
  }
  const small = { batchSize: 16, emSteps: 6, learningRate: 2e-3, validationImages: 64 };
  say(
    `a training step of ${settings.training.batchSize} images and ${settings.training.emSteps} EM steps takes ${(ms / 1000).toFixed(1)} s on this backend: ` +
      `scaled down to ${small.batchSize} images and ${small.emSteps} EM steps, learning rate ${small.learningRate}; scores stay well below a full run's`,
  );
  return { ...quick, training: { ...quick.training, ...small } };
}

async function timeStep(settings: ExperimentSettings): Promise<number> {
  const { dataset, model, training } = assemble(settings, sources);
  const step = createTrainStep(model, training);
  const batch = dataset.read(
    'training',
    Array.from({ length: settings.training.batchSize }, (_, i) => i),
  );
  // The first step pays for compilation and memory.
  await step.run(batch, 1);
  const started = performance.now();
  await step.run(batch, 2);
  return performance.now() - started;
}
