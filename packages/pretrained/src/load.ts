import type { EmModel } from '@neural-em/core';
import { assembleModel, complete, type Settings } from '@neural-em/experiments';
import { decodeSafetensors, type InferenceOptions, loadWeights, sha256, type Weights } from '@neural-em/trainers';
import type { ModelCard, StoredCard } from './card.ts';
import { PretrainedError } from './errors.ts';
import { type DownloadProgress, readBytes } from './files.ts';
import { models } from './models.ts';
import { readOwnCard } from './own-card.ts';

/** Where weights are read from. */
export interface LoadOptions {
  /** A folder that holds the weights, in place of the package's own; in a browser it may be relative to the page. */
  readonly baseUrl?: string | URL;
  /** Called during the download with the number of bytes received so far. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Aborts the reading; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** The weights of a trained model, and its card, which holds the settings of the model. */
export interface PretrainedWeights {
  readonly weights: Weights;
  readonly card: ModelCard;
}

/** A trained model. */
export interface Pretrained {
  readonly model: EmModel;
  /** How the model was trained and scored: K, EM steps, noise, starts of each image. */
  readonly task: InferenceOptions;
  readonly card: ModelCard;
}

/** The card of each model, by the name of the model: data, settings, scores, checksum, licence. */
export const cards: Readonly<Record<string, ModelCard>> = Object.fromEntries(
  Object.entries(models).map(([name, { card }]) => [name, { ...card, settings: settingsOf(card) }]),
);

/**
 * Returns the settings of a card in today's form. `evaluation.restarts` becomes the number of starts that the scores were measured with.
 */
function settingsOf({ settings, scores }: StoredCard): Settings {
  const { evaluation, ...others } = complete(settings);
  return { ...others, evaluation: { ...evaluation, restarts: scores.restarts ?? evaluation.restarts } };
}

/**
 * Returns a model with its trained weights. A model of this package is given by its name; a model of your own is given by the file or URL
 * of its card, `….json`, and its weights lie beside that card. Needs a TensorFlow.js backend, such as `chooseBackend` of
 * `@neural-em/backends` sets up.
 *
 * @throws PretrainedError if there is no model of that name, or a file cannot be read, is damaged or belongs to another model.
 */
export async function loadPretrained(name: string | URL, options?: LoadOptions): Promise<Pretrained> {
  const { weights, card } = await readPretrained(name, options);
  const { model, training } = assembleModel(card.settings);
  loadWeights(model.params, weights);
  return { model, task: { ...training, restarts: card.scores.restarts ?? 1 }, card };
}

/**
 * Reads the weights and the card that `loadPretrained` reads, without building the model. Needs no backend.
 *
 * @throws PretrainedError as `loadPretrained` does.
 */
export async function readPretrained(name: string | URL, { baseUrl, ...options }: LoadOptions = {}): Promise<PretrainedWeights> {
  const { card, url } = await find(name, options.signal);
  const bytes = await readBytes(baseUrl === undefined ? url() : inFolder(baseUrl, card.weights.file), {
    ...options,
    most: card.weights.bytes,
  });
  await check(bytes, card);
  return { weights: decodeSafetensors(bytes).weights, card };
}

async function find(name: string | URL, signal: AbortSignal | undefined): Promise<{ card: ModelCard; url: () => URL }> {
  if (typeof name !== 'string' || /\.json$/i.test(name)) {
    const { card, url } = await readOwnCard(name, signal);
    return { card: { ...card, settings: settingsOf(card) }, url: () => new URL(card.weights.file, url) };
  }
  const found = Object.hasOwn(models, name) ? models[name] : undefined;
  if (found) return { card: cards[name]!, url: found.weightsUrl };
  throw new PretrainedError(
    `there is no pretrained model ${name}; there is ${Object.keys(models).join(', ')}; or give the file or URL of a card, ….json`,
  );
}

function inFolder(base: string | URL, file: string): URL {
  const page = (globalThis as { readonly location?: { readonly href: string } }).location?.href;
  try {
    return new URL(file, new URL(`${String(base).replace(/\/$/, '')}/`, page));
  } catch (error) {
    throw new PretrainedError(`baseUrl must be the URL of a folder, not ${base}`, { cause: error });
  }
}

async function check(bytes: Uint8Array<ArrayBuffer>, { name, weights }: ModelCard): Promise<void> {
  if (bytes.length !== weights.bytes)
    throw new PretrainedError(`the weights of ${name} are damaged: ${bytes.length} bytes, where ${weights.bytes} were expected`);
  // Browsers offer WebCrypto only to pages that are served over https or from localhost.
  if (!globalThis.crypto?.subtle)
    throw new PretrainedError(`the weights of ${name} cannot be checked: this page has no WebCrypto, which needs https or localhost`);
  const found = await sha256(bytes);
  if (found !== weights.sha256)
    throw new PretrainedError(`the weights of ${name} are damaged: their SHA-256 is ${found}, where ${weights.sha256} was expected`);
}
