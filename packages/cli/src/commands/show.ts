import { chooseBackend } from '@neural-em/backends';
import { assemble } from '@neural-em/experiments';
import { loadWeights } from '@neural-em/trainers';
import { saveFigures } from '../figures.ts';
import { parts } from '../parts.ts';
import { duration } from '../progress.ts';
import { readRun } from '../run-folder.ts';
import { publishedRows, renderTable } from '../scoreboard.ts';

/** Flags of `nem show`. */
export interface ShowFlags {
  readonly images: number;
  readonly backend?: string;
  readonly json?: boolean;
}

/** `nem show RUN`: what was run and what came out, with pictures of the first test images drawn anew. */
export async function showCommand(path: string, flags: ShowFlags): Promise<void> {
  const { storage, config, weights, result } = await readRun(path);
  const { settings } = config;
  await chooseBackend({ name: flags.backend });
  const { dataset, model, training } = await assemble(settings, parts);
  loadWeights(model.params, weights);
  const figures = await saveFigures(storage, { model, dataset, task: training, images: flags.images });
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ run: path, config, result: result ?? null, figures })}\n`);
    return;
  }
  const { algorithm, components } = settings.model;
  const lines = [
    `${settings.experiment}: ${algorithm}, K = ${components}, seed ${settings.seed}, on ${config.backend.name} (${config.backend.description}), Node ${config.versions.node}`,
    result
      ? `${result.step} training steps in ${duration(result.seconds)}, best at step ${result.bestStep ?? '–'}; ${result.testImages} test images:\n${renderTable([...result.rows, ...publishedRows({ trained: settings })])}`
      : 'the run has not ended; its best weights so far are shown',
    `pictures: ${figures.map((name) => `${path}/${name}`).join(', ')}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
