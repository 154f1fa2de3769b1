import { existsSync } from 'node:fs';
import type { Settings } from '@neural-em/experiments';
import { cards, readPretrained } from '@neural-em/pretrained';
import type { RunStorage, Weights } from '@neural-em/trainers';
import { RunError } from './errors.ts';
import { readRun } from './folder.ts';

/** Settings and weights of a model, and the folder of its run; a pretrained model has none. */
export interface TrainedWeights {
  readonly settings: Settings;
  readonly weights: Weights;
  readonly storage?: RunStorage;
  /** Texts that users of the weights should see. */
  readonly notices?: readonly string[];
}

/**
 * Reads the best weights of a run, which may still be training, or those of a pretrained model by its name, with its number of starts of each
 * image. Throws like `readRun`.
 */
export async function readTrained(name: string): Promise<TrainedWeights> {
  if (!Object.hasOwn(cards, name)) {
    if (!existsSync(name))
      throw new RunError(
        `${name} is neither the folder of a run nor a pretrained model; pretrained models are ${Object.keys(cards).join(', ')}`,
      );
    const { storage, config, weights, notices } = await readRun(name);
    return { storage, settings: config.settings, weights, notices };
  }
  const { weights, card } = await readPretrained(name);
  return { settings: card.settings, weights };
}
