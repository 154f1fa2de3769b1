import { complete, type Settings } from '@neural-em/experiments';
import { decodeSafetensors, encodeSafetensors, type Weights } from '@neural-em/trainers';

/** A file of weights is not what it should be. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** A trained model: its weights, and the settings that it was trained with. */
export interface ModelFile {
  readonly settings: Settings;
  readonly weights: Weights;
}

/** Weights in half precision in the safetensors format, the settings in its metadata. */
export function encodeModel({ settings, weights }: ModelFile): Uint8Array {
  return encodeSafetensors(weights, { settings: JSON.stringify(settings) }, { precision: 'F16' });
}

/**
 * Reads what `encodeModel` wrote.
 *
 * @throws ModelFileError where the file is damaged.
 */
export function decodeModel(bytes: Uint8Array, name: string): ModelFile {
  try {
    const { weights, metadata } = decodeSafetensors(bytes);
    if (!metadata.settings) throw new Error('it holds no settings');
    for (const [path, { values }] of Object.entries(weights))
      if (!values.every(Number.isFinite)) throw new Error(`${path} holds values that are not numbers`);
    return { settings: complete(JSON.parse(metadata.settings)), weights };
  } catch (error) {
    throw new ModelFileError(`The weights “${name}” are damaged (${(error as Error).message}). Reloading the page may help.`, {
      cause: error,
    });
  }
}
