import type { EmModel } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { checkTraining } from './option-kinds.ts';
import type { TrainReport } from './reports.ts';
import { createSession, type Session } from './session.ts';
import { planOf, type TrainOptions } from './train-options.ts';

/**
 * Trains a model, epoch by epoch over shuffled images, and stops early if the validation loss no longer falls. Yields a report
 * after each training step, validation and checkpoint; the run continues when the caller asks for the next report, and ends
 * when the caller stops asking. At the end the model holds its best weights, after a pause its last ones.
 *
 * A run that is resumed `from` a checkpoint on the same backend has the same bits as one that was never interrupted.
 *
 * @throws DivergedError if the loss is no longer a number; the model then still holds the last good weights.
 * @throws TrainingOptionError if an option does not exist, is missing, has the wrong kind, or is out of range.
 * @throws WeightsError if the checkpoint belongs to another network or another optimizer.
 */
export async function* train(model: EmModel, dataset: Dataset, options: TrainOptions): AsyncGenerator<TrainReport, void, void> {
  checkTraining('train', options);
  const plan = planOf(dataset, options);
  const session = await createSession(model, dataset, options, plan);
  while (session.state.ended === null && !session.paused) yield* epoch(session, dataset, options, plan.batchSize);
  const { step, epoch: last, bestStep, ended } = session.state;
  if (ended) session.loadBest();
  yield { kind: 'end', step, epoch: last, reason: ended ?? 'paused', bestStep };
}

/** Trains to the end of the session's current epoch, or through the next one; ends early if the session ends, pauses or returns to a checkpoint. */
async function* epoch(
  session: Session,
  dataset: Dataset,
  { seed, seeds = {} }: TrainOptions,
  batchSize: number,
): AsyncGenerator<TrainReport> {
  const isOver = session.state.batch * batchSize >= dataset.size.training;
  const place = isOver ? { epoch: session.state.epoch + 1, batch: 0 } : session.state;
  const order = { batchSize, seed: `${seeds.data ?? seed}/${place.epoch}`, start: place.batch * batchSize };
  let seen = place.batch;
  for (const batch of batches(dataset, 'training', order)) {
    seen++;
    yield* session.takeStep(batch, { epoch: place.epoch, batch: seen });
    if (session.state.ended !== null || session.paused || session.state.batch !== seen || session.state.epoch !== place.epoch) return;
  }
}
