import { existsSync } from 'node:fs';
import type { Settings } from '@neural-em/experiments';
import { cards, readPretrained } from '@neural-em/pretrained';
import type { RunStorage, Weights } from '@neural-em/trainers';
import { UsageError } from './errors.ts';
import { readRun } from './run-folder.ts';

/** Settings and weights of a model, and where its run lies; a pretrained one has no run, and the default settings of one. */
export interface Trained {
  readonly settings: Settings;
  readonly weights: Weights;
  readonly storage?: RunStorage;
}

/** Reads the best weights of a run, which may be under way, or those of a pretrained model by its name. Throws as `readRun` does. */
export async function readTrained(name: string): Promise<Trained> {
  if (!Object.hasOwn(cards, name)) {
    if (!existsSync(name))
      throw new UsageError(`${name} is neither the folder of a run nor a pretrained model; those are ${Object.keys(cards).join(', ')}`);
    const { storage, config, weights } = await readRun(name);
    return { storage, settings: config.settings, weights };
  }
  const { weights, card } = await readPretrained(name);
  return { settings: card.settings, weights };
}
