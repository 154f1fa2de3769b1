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

/** A user's own trained model: what is needed to build it again, and notes about it. */
export interface ModelFile {
  /** The settings of data, model and training. */
  readonly settings: Settings;
  readonly weights: Weights;
  /** Notes of the person who trained the model, such as the length of the training and the scores. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** A user's own model, in the form in which `loadPretrained` returns the models of this package. */
export interface OwnModel {
  readonly model: EmModel;
  /** How the model was trained: K, EM steps, noise. */
  readonly task: InferenceOptions;
  readonly card: Readonly<Record<string, unknown>> & { readonly settings: Settings };
}

/**
 * Returns the bytes of a safetensors file that holds a whole model; settings and card are stored in its metadata. Half precision by
 * default.
 */
export function encodeModelFile(
  { settings, weights, card }: ModelFile,
  { precision = 'F16' }: { readonly precision?: Precision } = {},
): Uint8Array {
  return encodeSafetensors(weights, { settings: JSON.stringify(settings), card: JSON.stringify(card) }, { precision });
}

/**
 * Reads what `encodeModelFile` wrote. Needs no backend.
 *
 * @throws PretrainedError if the bytes are not such a file, or are damaged.
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
 * Returns the model of a file that `encodeModelFile` wrote. The playground saves its models in such files. Needs a TensorFlow.js backend.
 *
 * @throws PretrainedError if the bytes are not such a file, or the weights do not fit the model that the settings describe.
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
