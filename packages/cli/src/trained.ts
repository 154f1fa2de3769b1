import type { ExperimentSettings } from '@neural-em/experiments';
import { cards, loadPretrained } from '@neural-em/pretrained';
import { saveWeights, type Weights } from '@neural-em/trainers';
import { readRun } from './run-folder.ts';

/** Settings and best weights of a run, which may be under way, or those of a pretrained model by its name. Throws as `readRun` does. */
export async function readTrained(name: string): Promise<{ settings: ExperimentSettings; weights: Weights }> {
  if (!Object.hasOwn(cards, name)) {
    const { config, weights } = await readRun(name);
    return { settings: config.settings, weights };
  }
  const { model, card } = await loadPretrained(name);
  return { settings: card.settings, weights: await saveWeights(model.params) };
}
