import { assemble, type Parts } from '@neural-em/experiments';
import { loadWeights } from '@neural-em/trainers';
import { RunError } from './errors.ts';
import { type Evaluable, openEvaluation, withoutOwnTask } from './evaluate.ts';
import { nodeParts } from './node-parts.ts';
import { MOST_ITEMS } from './pictures/rollout-files.ts';
import { type RolledOut, rollOut } from './rollout.ts';
import { readTrained } from './trained.ts';

/** A model that is ready to predict frames. */
export interface RolloutRun extends Evaluable {
  /** The number of true frames that the model is shown first. */
  readonly given: number;
  /** The number of frames that it predicts from its own predictions. */
  readonly frames: number;
}

/**
 * Reads a run or a pretrained model to let it predict `frames` frames after the `given` ones, on its own data or on others.
 *
 * @param options - `given` is by default the number of frames of the training; `data` and `k` are as in `openEvaluation`.
 * @throws RunError if the model was trained on static images, and what `openEvaluation` throws.
 */
export async function openRollout(
  path: string,
  { frames, data, k, ...options }: { frames: number; given?: number | undefined; data?: string | undefined; k?: number | undefined },
  parts: Parts = nodeParts,
): Promise<RolloutRun> {
  const { settings } = await readTrained(path);
  if (settings.data.frames === 1)
    throw new RunError(`${path} was trained on static images: nem rollout needs a model that was trained on sequences`);
  const { given = settings.data.frames } = options;
  return { ...(await openEvaluation(path, { data, k, frames: given + frames }, parts)), given, frames };
}

/**
 * Shows the model the true frames of the first `images` test sequences, with the noise of its training, lets it predict further frames, and
 * scores these. Sequence `item`,
 * counted from 0, is drawn. Choose a TensorFlow.js backend first.
 *
 * @throws RunError if there are fewer sequences, or they take too much memory.
 */
export async function rollOutRun(
  { scored, weights, given, frames }: RolloutRun,
  { images, item }: { readonly images: number; readonly item: number },
  parts: Parts = nodeParts,
): Promise<RolledOut> {
  const { dataset, model, training } = await assemble(withoutOwnTask(scored), parts);
  loadWeights(model.params, weights);
  const most = Math.min(MOST_ITEMS, dataset.size.test);
  const count = Math.max(images, item + 1);
  if (count > most) throw new RunError(`--images and --item may be at most ${most}, not ${count}`);
  const { components } = scored.model;
  const { noise } = training;
  return rollOut(model, dataset, { given, steps: frames, components, noise, seed: scored.seed, images: count, item });
}
