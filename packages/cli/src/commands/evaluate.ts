import { chooseBackend } from '@neural-em/backends';
import { loadWeights } from '@neural-em/trainers';
import { readRun } from '../run-folder.ts';
import { renderTable, scoreboard } from '../scoreboard.ts';
import { assembleRun } from '../settings/assemble-run.ts';

/** Flags of `nem evaluate`. */
export interface EvaluateFlags {
  readonly k?: number;
  readonly emSteps?: number;
  readonly testImages: number;
  readonly backend?: string;
  readonly json?: boolean;
}

/** `nem evaluate RUN`: scores the best weights of a run on test images, also with another K or number of EM steps. */
export async function evaluateCommand(path: string, flags: EvaluateFlags): Promise<void> {
  const { config, weights } = await readRun(path);
  const settings = {
    ...config.settings,
    model: { ...config.settings.model, components: flags.k ?? config.settings.model.components },
    training: { ...config.settings.training, emSteps: flags.emSteps ?? config.settings.training.emSteps },
  };
  const backend = await chooseBackend({ name: flags.backend });
  const { dataset, model, training } = assembleRun(settings, settings.run);
  loadWeights(model.params, weights);
  const { algorithm, components } = settings.model;
  const name = `${algorithm}, K = ${components}`;
  const rows = await scoreboard({ name, model, dataset, task: training, images: flags.testImages, batchSize: settings.training.batchSize });
  const images = Math.min(flags.testImages, dataset.size.test);
  if (flags.json) process.stdout.write(`${JSON.stringify({ run: path, backend: backend.name, testImages: images, rows })}\n`);
  else process.stdout.write(`${images} test images, backend ${backend.name}:\n${renderTable(rows)}\n`);
}
