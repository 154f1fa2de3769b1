import { complete, type Settings } from '@neural-em/experiments';
import {
  decodeSafetensors,
  encodeSafetensors,
  type Precision,
  type RunStorage,
  readBestWeights,
  readConfig,
  sha256,
  type Weights,
} from '@neural-em/trainers';
import type { CardScores, ModelCard } from '../card.ts';

/** The inputs from which an entry is made. */
export interface EntryOptions {
  /** The folder of a finished run. */
  readonly run: RunStorage;
  readonly name: string;
  readonly description: string;
  readonly precision: Precision;
  /** Random starts of each test image. */
  readonly restarts: number;
  /** Scores the run on test images, with the given weights in place of its own. */
  readonly score: (weights: Uint8Array) => Promise<{ readonly images: number; readonly scores: CardScores }>;
}

/** The part of a run's configuration that goes into the card. */
interface RunConfig {
  readonly settings: Settings;
  readonly backend: { readonly name: string; readonly description: string };
  readonly machine: { readonly processor: string; readonly cores: number; readonly system: string };
  readonly versions: { readonly nem: string };
}

interface RunResult {
  readonly step: number;
  readonly bestStep: number;
  readonly seconds: number;
}

/** Returns the file and the card of the best weights of a run; throws if the run is not finished. */
export async function makeEntry({
  run,
  name,
  description,
  precision,
  restarts,
  score,
}: EntryOptions): Promise<{ card: ModelCard; bytes: Uint8Array }> {
  const config = (await readConfig(run)) as Record<string, unknown> & RunConfig;
  const best = await readBestWeights(run);
  const result = await run.read('result.json');
  if (!best || !result) throw new Error('the run has not ended: it has no result.json yet');
  const { step, bestStep, seconds }: RunResult = JSON.parse(new TextDecoder().decode(result));
  const bytes = encodeSafetensors(best, { name, licence: 'MIT' }, { precision });
  const single = await score(encodeSafetensors(best));
  // Score the weights as users load them: decoded from the stored file into single precision.
  const shipped = await score(encodeSafetensors(decodeSafetensors(bytes).weights));
  const { backend, machine, versions } = config;
  const settings = complete(config.settings);
  const card: ModelCard = {
    name,
    description,
    settings,
    training: {
      steps: step,
      bestStep,
      seconds: Math.round(seconds),
      backend: `${backend.name} (${backend.description})`,
      machine: `${machine.processor}, ${machine.cores} cores, ${machine.system}`,
      version: versions.nem,
    },
    scores: { images: single.images, restarts, shipped: shipped.scores, singlePrecision: single.scores },
    weights: {
      file: `${name}.safetensors`,
      precision,
      parameters: countValues(best),
      bytes: bytes.length,
      sha256: await sha256(bytes),
    },
    licence: 'MIT',
  };
  return { card, bytes };
}

function countValues(weights: Weights): number {
  return Object.values(weights).reduce((total, { values }) => total + values.length, 0);
}
