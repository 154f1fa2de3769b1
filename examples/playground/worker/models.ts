import { type EmModel, initialGamma, variables } from '@neural-em/core';
import { loadPretrained, modelFromFile, type Pretrained } from '@neural-em/pretrained';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import { canGroup, modelName } from '../shared/models.ts';
import { SIDE } from '../shared/picture.ts';
import type { Method, Source } from '../shared/state.ts';

/** A trained model, with task and card if it is a published one. */
export type TrainedModel = Pretrained | { readonly model: EmModel };

const loaded = new Map<string, Promise<Pretrained>>();
let own: EmModel | undefined;

/** Returns the trained model of a method for a source. If there is none, throws an `Error` with a message for readers. */
export function trainedModel(method: Method, source: Source): Promise<TrainedModel> {
  if (method === 'own') {
    if (!own || !canGroup(method, source)) throw new Error('No model has been trained in this page yet: train one below.');
    return Promise.resolve({ model: own });
  }
  const file = modelName(method, source);
  if (!file) throw new Error(`No ${method} was trained for ${source}.`);
  const known = loaded.get(file);
  if (known) return known;
  const model = loadPretrained(file);
  loaded.set(file, model);
  // If a file failed to load, the next call requests it again.
  model.catch(() => loaded.delete(file));
  return model;
}

/**
 * Loads the reader's own model from its file and returns its card. Throws a `PretrainedError` if the file is not a model, and an `Error` if
 * the model is not made for pictures like those of the page.
 */
export function adoptOwn(file: Uint8Array): Readonly<Record<string, unknown>> {
  const { model, card } = modelFromFile(file);
  try {
    const pixels = SIDE * SIDE;
    tidy(() => {
      const image = zeros([1, 1, pixels, 1]);
      return model.step(model.init(initialGamma({ images: 1, components: 2, pixels, seed: 0 })), image, image).gamma;
    }).dispose();
  } catch (error) {
    for (const variable of variables(model.params)) variable.dispose();
    throw new Error(`This model is not for pictures of ${SIDE} by ${SIDE} pixels (${(error as Error).message}).`, { cause: error });
  }
  if (own) for (const variable of variables(own.params)) variable.dispose();
  own = model;
  return card;
}
