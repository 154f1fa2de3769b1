import { chooseBackend } from '@neural-em/backends';
import { type EvaluationFlags, openEvaluation, type ProbeRow, probeRun } from '@neural-em/runs';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';
import { loadParts } from '../parts.ts';
import { digits, layOut } from '../text/table.ts';

interface ProbeFlags extends EvaluationFlags {
  readonly trainingImages?: number;
  readonly backend?: string;
  readonly json?: boolean;
  readonly parts?: string;
}

/** Adds `nem probe RUN`: what the vectors of a run know of their objects. */
export const probe: AddCommand = (program) => {
  program
    .command('probe')
    .description(
      "read the factors of objects (place, shape, colour, …) from a run's vectors by a linear map, beside k-means and no training",
    )
    .argument('<run>', 'folder of the run, or the name of a pretrained model')
    .option('--k <number>', 'number of components (as in training)', wholeNumber)
    .option('--data <experiment>', 'data of another experiment or data set')
    .option('--em-steps <number>', 'EM steps (as in training, or those of the data)', wholeNumber)
    .option('--restarts <number>', 'starts of each image (as in the run)', wholeNumber)
    .option('--training-images <number>', 'training images or sequences to fit the map on (2000)', wholeNumber)
    .option('--test-images <number>', 'test images or sequences to score it on (500)', wholeNumber)
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
  const { rows, split } = await probeRun(run, { trainingImages: flags.trainingImages, parts });
  if (flags.json) print(`${JSON.stringify({ run: path, split, rows })}\n`);
  else print(`${renderProbe(rows, split)}\n`);
}

function renderProbe(rows: readonly ProbeRow[], split: string): string {
  const [first] = rows as [ProbeRow];
  const measures = Object.keys(first.measures);
  const classes = Object.keys(first.classes);
  const { training, test } = first.objects;
  const table = layOut([
    ['vectors', ...measures.map((name) => `${name} (R²)`), ...classes.map((name) => `${name} (accuracy)`)],
    ...rows.map((row) => [
      row.name,
      ...measures.map((name) => digits(row.measures[name]!.r2, 3)),
      ...classes.map((name) => digits(row.classes[name]!.accuracy, 3)),
    ]),
  ]);
  const chance = classes.map((name) => `${name} ${digits(first.classes[name]!.chance, 3)}`).join(', ');
  return [
    `read from one vector an object, by a linear map fitted on ${training} objects of training images, scored on ${test} of ${split}:`,
    table,
    ...(chance ? [`always naming the most frequent class: ${chance}`] : []),
  ].join('\n');
}
