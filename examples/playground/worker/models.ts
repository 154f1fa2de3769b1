import { type EmModel, variables } from '@neural-em/core';
import { assembleModel } from '@neural-em/experiments';
import { loadPretrained } from '@neural-em/pretrained';
import { loadWeights, type Weights } from '@neural-em/trainers';
import type { ModelFile } from '../shared/model-file.ts';
import { canGroup, modelName } from '../shared/models.ts';
import type { Method, Source } from '../shared/state.ts';
import { ownSettings } from './training.ts';

const loaded = new Map<string, Promise<EmModel>>();
let own: EmModel | undefined;

/** The trained model of a method for a source. Throws an `Error` for readers where there is none. */
export function trainedModel(method: Method, source: Source): Promise<EmModel> {
  if (method === 'own') {
    if (!own || !canGroup(method, source)) throw new Error('No model has been trained in this page yet: train one below.');
    return Promise.resolve(own);
  }
  const file = modelName(method, source);
  if (!file) throw new Error(`No ${method} was trained for ${source}.`);
  const known = loaded.get(file);
  if (known) return known;
  const model = loadPretrained(file).then(({ model: found }) => found);
  loaded.set(file, model);
  // A file that failed to load is asked for again.
  model.catch(() => loaded.delete(file));
  return model;
}

/** Takes over the weights that the reader trained. */
export function adoptOwn(weights: Weights): void {
  if (own) for (const variable of variables(own.params)) variable.dispose();
  own = build({ settings: ownSettings(0), weights });
}

function build({ settings, weights }: ModelFile): EmModel {
  const { model } = assembleModel(settings);
  loadWeights(model.params, weights);
  return model;
}
