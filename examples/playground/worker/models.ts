import { type EmModel, initialGamma, variables } from '@neural-em/core';
import { loadPretrained, modelFromFile, type Pretrained } from '@neural-em/pretrained';
import { tidy, zeros } from '@tensorflow/tfjs-core';
import { canGroup, modelName } from '../shared/models.ts';
import { SIDE } from '../shared/picture.ts';
import type { Method, Source } from '../shared/state.ts';

/** A trained model; with its task and card where it is a published one. */
export type TrainedModel = Pretrained | { readonly model: EmModel };

const loaded = new Map<string, Promise<Pretrained>>();
let own: EmModel | undefined;

/** The trained model of a method for a source. Throws an `Error` for readers where there is none. */
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
  // A file that failed to load is asked for again.
  model.catch(() => loaded.delete(file));
  return model;
}

/**
 * Takes over a model of the reader's own from its file; returns its card. Throws a `PretrainedError` where the file is not one, and an `Error`
 * where the model is not for pictures like those of the page.
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
