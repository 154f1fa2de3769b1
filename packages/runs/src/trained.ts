import { existsSync } from 'node:fs';
import type { Settings } from '@neural-em/experiments';
import { cards, readPretrained } from '@neural-em/pretrained';
import type { RunStorage, Weights } from '@neural-em/trainers';
import { RunError } from './errors.ts';
import { readRun } from './folder.ts';

/** Settings and weights of a model, and where its run lies; a pretrained one has no run. */
export interface TrainedWeights {
  readonly settings: Settings;
  readonly weights: Weights;
  readonly storage?: RunStorage;
}

/**
 * Reads the best weights of a run, which may be under way, or those of a pretrained model by its name, with the starts of each image that
 * it is meant for. Throws as `readRun` does.
 */
export async function readTrained(name: string): Promise<TrainedWeights> {
  if (!Object.hasOwn(cards, name)) {
    if (!existsSync(name))
      throw new RunError(`${name} is neither the folder of a run nor a pretrained model; those are ${Object.keys(cards).join(', ')}`);
    const { storage, config, weights } = await readRun(name);
    return { storage, settings: config.settings, weights };
  }
  const { weights, card } = await readPretrained(name);
  return { settings: card.settings, weights };
}
