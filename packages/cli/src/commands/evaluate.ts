import { writeFileSync } from 'node:fs';
import { chooseBackend } from '@neural-em/backends';
import {
  type Evaluable,
  type EvaluationFlags,
  evaluateRuns,
  evaluationRecord,
  evaluationText,
  loadParts,
  openEvaluations,
  stepChart,
  stepsThatWeigh,
  toCsv,
} from '@neural-em/runs';
import { Option } from 'commander';
import { UsageError } from '../errors.ts';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';

/** Flags of `nem evaluate`. */
export interface EvaluateFlags extends EvaluationFlags {
  readonly curves?: string;
  readonly vectors?: string;
  readonly report?: boolean;
  readonly backend?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly parts?: string;
}

/** Adds `nem evaluate`. */
export const evaluate: AddCommand = (program) => {
  program
    .command('evaluate')
    .description(
      'score the best weights of a run on test images, beside baselines and published scores; print means over the seeds of several runs',
    )
    .argument('<run...>', 'folders of runs that differ only in their seeds, or the name of a pretrained model')
    .option('--k <number>', 'number of components (as in training)', wholeNumber)
    .option(
      '--data <experiment>',
      'data of another experiment or data set, with its objects, frames and steps; or the path of your own data',
    )
    .option('--frames <number>', 'frames of a sequence (those of the data); 51 is the long test of the paper', wholeNumber)
    .option('--em-steps <number>', 'EM steps (as in training, or those of the data)', wholeNumber)
    .option('--first-steps <number>', 'EM steps on the first frame of a sequence (as in training)', wholeNumber)
    .option(
      '--restarts <number>',
      'number of starts of each image (as in the run); the start whose components explain the image best is scored',
      wholeNumber,
    )
    .addOption(new Option('--split <name>', 'part of the data (test)').choices(['training', 'validation', 'test']))
    .option('--test-images <number>', 'number of images or sequences to score (500)', wholeNumber)
    .option('--curves <file>', 'draw the score per step, with quartiles, into an SVG file')
    .option('--vectors <file>', 'write the vector of every component, with the object it belongs to, into a NumPy archive (.npz)')
    .option('--report', 'write report.html of each run again, with this evaluation')
    .option('--csv', 'print the score per step as CSV')
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(evaluateCommand);
};

/**
 * `nem evaluate RUN…`: scores the best weights of a run, or a pretrained model by its name, on test images, also with another K, on other
 * data or over longer sequences. For several runs of one experiment it prints mean ± sample deviation over their seeds.
 */
export async function evaluateCommand(paths: readonly string[], flags: EvaluateFlags): Promise<void> {
  const parts = await loadParts(flags.parts);
  const runs = await openEvaluations(paths, flags, parts);
  checkFlags(runs, flags);
  const { name: backend } = await chooseBackend({ name: flags.backend });
  const { report, vectors, curves, json, csv } = flags;
  const found = await evaluateRuns(runs, { flags, backend, parts, report, vectors, say: (text) => tell(`${text}\n`) });
  if (curves !== undefined) writeFileSync(curves, await stepChart(found));
  if (json) print(`${JSON.stringify(evaluationRecord(found))}\n`);
  else if (csv) print(toCsv(found.steps.map((step) => ({ ...step }))));
  else print(`${evaluationText(found)}\n`);
}

function checkFlags(runs: readonly Evaluable[], flags: EvaluateFlags): void {
  if ((flags.csv || flags.curves !== undefined) && stepsThatWeigh(runs[0]!.scored) < 2)
    throw new UsageError('these scores come from a single step: --csv and --curves need scores of several steps');
  if (flags.vectors !== undefined && runs.length > 1)
    throw new UsageError(`--vectors writes the vectors of one run, but ${runs.length} runs are given: evaluate each run by itself`);
  const pretrained = runs.find(({ storage }) => !storage);
  if (flags.report && pretrained)
    throw new UsageError(`--report needs a run folder, and ${pretrained.path} is a pretrained model: leave --report out`);
}
