import { assembleModel, type Parts, stagesOf } from '@neural-em/experiments';
import { cards, loadPretrained, type SegmentingModel } from '@neural-em/pretrained';
import { loadWeights } from '@neural-em/trainers';
import { nodeParts } from './node-parts.ts';
import { readTrained } from './trained.ts';

/**
 * Returns a model that segments pictures: that of a run, a pretrained one by its name, or your own by the file or URL of its card. For a run it is
 * not known how well the model explains images like those of its training. It needs a TensorFlow.js backend.
 *
 * @throws RunError if there is no such run; PretrainedError for a file that is not a card.
 */
export async function segmentingModel(name: string, parts: Parts = nodeParts): Promise<SegmentingModel> {
  if (/\.json$/i.test(name)) return loadPretrained(name);
  const { settings, weights } = await readTrained(name);
  const last = stagesOf(settings).at(-1)!;
  const { model, training } = assembleModel(last, parts);
  loadWeights(model.params, weights);
  const explained = Object.hasOwn(cards, name) ? cards[name]!.explained : undefined;
  return {
    model,
    task: { ...training, restarts: settings.evaluation.restarts },
    card: { settings: last, ...(explained ? { explained } : {}) },
  };
}
