import { countParams } from '@neural-em/core';
import { batches } from '@neural-em/datasets';
import { assemble, type Parts, type Settings, stagesOf } from '@neural-em/experiments';
import { createTrainStep, evaluate } from '@neural-em/trainers';
import type { Probed } from './local/messages.ts';

const STEPS = 3;

/** Takes a few training steps and scores a few images, to measure what a run takes. */
export async function probe(settings: Settings, parts: Parts): Promise<Probed> {
  const { model, dataset, training, evaluation } = await assemble(stagesOf(settings).at(-1)!, parts);
  const step = createTrainStep(model, training);
  const { batchSize } = settings.training;
  const batch = [...batches(dataset, 'training', { batchSize, limit: batchSize })][0]!;
  const images = Math.min(batchSize, evaluation.dataset.size[evaluation.split]);
  const { restarts: _, ...once } = evaluation.task;
  const score = () => evaluate(model, batches(evaluation.dataset, evaluation.split, { batchSize, limit: images }), once);
  // The first step and the first score are not timed, because they include compilation and allocation of memory.
  await step.run(batch, 1);
  await score();
  const started = performance.now();
  for (let i = 2; i <= STEPS + 1; i++) await step.run(batch, i);
  const trained = performance.now();
  await score();
  return {
    secondsPerStep: (trained - started) / 1000 / STEPS,
    secondsPerImage: (performance.now() - trained) / 1000 / images,
    parameters: countParams(model.params),
    memory: process.memoryUsage.rss(),
  };
}
