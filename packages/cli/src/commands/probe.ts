import { chooseBackend } from '@neural-em/backends';
import { type EvaluationFlags, loadParts, openEvaluation, probeRun, probeTable } from '@neural-em/runs';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';

interface ProbeFlags extends EvaluationFlags {
  readonly trainingImages?: number;
  readonly backend?: string;
  readonly json?: boolean;
  readonly parts?: string;
}

/** Adds `nem probe RUN`, which measures what the vectors of a run tell about their objects. */
export const probe: AddCommand = (program) => {
  program
    .command('probe')
    .description(
      "read the factors of objects (position, shape, colour, …) from a run's vectors by a linear map, and compare with k-means and the untrained network",
    )
    .argument('<run>', 'folder of the run, or the name of a pretrained model')
    .option('--k <number>', 'number of components (as in training)', wholeNumber)
    .option('--data <experiment>', 'data of another experiment or data set')
    .option('--em-steps <number>', 'EM steps (as in training, or those of the data)', wholeNumber)
    .option('--restarts <number>', 'number of starts of each image (as in the run)', wholeNumber)
    .option('--training-images <number>', 'number of training images or sequences to fit the map to (2000)', wholeNumber)
    .option('--test-images <number>', 'number of test images or sequences to score it on (500)', wholeNumber)
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(probeCommand);
};

async function probeCommand(path: string, flags: ProbeFlags): Promise<void> {
  const parts = await loadParts(flags.parts);
  const run = await openEvaluation(path, flags, parts);
  for (const notice of run.notices ?? []) tell(`${notice}\n`);
  await chooseBackend({ name: flags.backend });
  const found = await probeRun(run, { trainingImages: flags.trainingImages, parts });
  if (flags.json) print(`${JSON.stringify({ run: path, split: found.split, rows: found.rows })}\n`);
  else print(`${probeTable(found)}\n`);
}
