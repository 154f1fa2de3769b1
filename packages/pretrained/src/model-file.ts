import type { EmModel } from '@neural-em/core';
import { assembleModel, complete, type Settings } from '@neural-em/experiments';
import {
  decodeSafetensors,
  encodeSafetensors,
  type InferenceOptions,
  loadWeights,
  type Precision,
  type Weights,
} from '@neural-em/trainers';
import { PretrainedError } from './errors.ts';

/** A trained model of one's own: what it takes to make it again, and what is known of it. */
export interface ModelFile {
  /** Data, model and training. */
  readonly settings: Settings;
  readonly weights: Weights;
  /** Whatever its maker noted: how long it was trained, what it scores. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** A model of one's own, in the form in which `loadPretrained` gives those of this package. */
export interface OwnModel {
  readonly model: EmModel;
  /** What the model was trained for: K, EM steps, noise. */
  readonly task: InferenceOptions;
  readonly card: Readonly<Record<string, unknown>> & { readonly settings: Settings };
}

/** The bytes of a safetensors file that holds a model whole: settings and card are in its metadata. Half precision by default. */
export function encodeModelFile(
  { settings, weights, card }: ModelFile,
  { precision = 'F16' }: { readonly precision?: Precision } = {},
): Uint8Array {
  return encodeSafetensors(weights, { settings: JSON.stringify(settings), card: JSON.stringify(card) }, { precision });
}

/**
 * Reads what `encodeModelFile` wrote. Needs no backend.
 *
 * @throws PretrainedError where the bytes are not such a file, or are damaged.
 */
export function decodeModelFile(bytes: Uint8Array): ModelFile {
  try {
    const { weights, metadata } = decodeSafetensors(bytes);
    if (metadata.settings === undefined) throw new Error('its metadata has no settings');
    const card: unknown = JSON.parse(metadata.card ?? '{}');
    if (typeof card !== 'object' || card === null || Array.isArray(card)) throw new Error('its card is not a record');
    return { settings: complete(JSON.parse(metadata.settings)), weights, card: card as ModelFile['card'] };
  } catch (error) {
    throw new PretrainedError(`not a file of a trained model: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * The model of a file that `encodeModelFile` wrote, as the playground saves those that are trained there. Needs a TensorFlow.js backend.
 *
 * @throws PretrainedError where the bytes are not such a file, or the weights are not those of the model of its settings.
 */
export function modelFromFile(bytes: Uint8Array): OwnModel {
  const { settings, weights, card } = decodeModelFile(bytes);
  try {
    const { model, training } = assembleModel(settings);
    loadWeights(model.params, weights);
    return { model, task: training, card: { ...card, settings } };
  } catch (error) {
    throw new PretrainedError(`not a file of a trained model: ${(error as Error).message}`, { cause: error });
  }
}
