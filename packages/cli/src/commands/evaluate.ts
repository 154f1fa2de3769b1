import { writeFileSync } from 'node:fs';
import { type ChosenBackend, chooseBackend } from '@neural-em/backends';
import {
  averageRows,
  baselineRows,
  type CollisionScores,
  checkAlike,
  describeTask,
  type Evaluable,
  type EvaluationFlags,
  evaluateRun,
  newDocument,
  openEvaluation,
  publishedRows,
  type ScoredRun,
  type ScoreRow,
  type StepScore,
  scoreRow,
  stepScores,
  stepsOf,
  stepsThatWeigh,
} from '@neural-em/runs';
import { scorePerStep } from '@neural-em/viz/charts';
import { Option } from 'commander';
import { UsageError } from '../errors.ts';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';
import { loadParts } from '../parts.ts';
import { toCsv } from '../text/csv.ts';
import { renderSequences, renderSteps, renderTable } from '../text/scores.ts';

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
  const runs: Evaluable[] = [];
  for (const path of paths) runs.push(await openEvaluation(path, flags, parts));
  checkAlike(runs);
  checkFlags(runs, flags);
  const backend = await chooseBackend({ name: flags.backend });
  const scored: ScoredRun[] = [];
  for (const run of runs)
    scored.push(
      await evaluateRun(run, {
        flags,
        backend: backend.name,
        parts,
        report: flags.report,
        vectors: flags.vectors,
        say: (text) => tell(`${text}\n`),
      }),
    );
  const [first] = scored as [ScoredRun];
  const { settings: trained, scored: task } = first;
  const name = `${trained.model.algorithm}, K = ${task.model.components}`;
  const rows = scored.map(({ path, evaluation, collisions }) => scoreRow(runs.length > 1 ? path : name, evaluation, collisions));
  const mean = averageRows(runs.length > 1 ? `${name}, ${runs.length} runs` : name, rows);
  const steps = stepScores(scored.map(({ evaluation }) => evaluation));
  const { dataset, split, images } = first.assembled;
  // All runs have the same data, so those of the first one serve for the baselines.
  const baselines = mean.amiMax === undefined ? [] : baselineRows({ dataset, split, images, steps: stepsOf(task) });
  if (flags.curves !== undefined) writeFileSync(flags.curves, await chart(mean.name, steps, stepsOf(trained)));
  printScores({
    flags,
    runs: scored,
    rows,
    table: [mean, ...(first.collisions ? [first.collisions.copying] : []), ...baselines],
    steps,
    backend,
  });
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

interface Printed {
  readonly flags: EvaluateFlags;
  readonly runs: readonly ScoredRun[];
  /** A row for each run. */
  readonly rows: readonly ScoreRow[];
  /** The mean of the runs, then baselines. */
  readonly table: readonly ScoreRow[];
  readonly steps: readonly StepScore[];
  readonly backend: ChosenBackend;
}

function printScores({ flags, runs, rows, table, steps, backend }: Printed): void {
  const { settings: trained, scored, evaluation } = runs[0]!;
  const { split, restarts } = scored.evaluation;
  const published = publishedRows({ trained, scored, split });
  if (flags.json) {
    const ofRuns = rows.map(({ name: _, ...scores }, i) => ({
      run: runs[i]!.path,
      seed: runs[i]!.settings.seed,
      ...scores,
      relative: runs[i]!.collisions?.relative,
    }));
    const { data, model, training } = scored;
    const task = { data, components: model.components, emSteps: training.emSteps, stepWeights: training.stepWeights, restarts };
    const found = { runs: ofRuns, backend: backend.name, split, testImages: evaluation.images, task, rows: table, published, steps };
    print(`${JSON.stringify(found)}\n`);
  } else if (flags.csv) print(toCsv(steps.map((step) => ({ ...step }))));
  else {
    const all = [...(rows.length > 1 ? rows : []), ...table, ...published];
    const lines = [
      `${evaluation.images} items of ${describeTask(scored, { split, restarts })}; backend ${backend.name}:`,
      renderTable(all),
    ];
    const sequences = renderSequences(all);
    if (sequences) lines.push('', sequences);
    if (table[0]!.amiMax === undefined)
      lines.push('', 'the images have no labels: only the loss is scored, not the agreement with true groups');
    if (table[0]!.crossEntropy !== undefined) lines.push('', CROSS_ENTROPY);
    for (const { path, collisions } of runs) if (collisions) lines.push('', relativeText(path, collisions));
    if (steps.length > 0) lines.push('', renderSteps(steps));
    print(`${lines.join('\n')}\n`);
  }
}

const CROSS_ENTROPY =
  'cross entropy: −log p(x | max_k psi), nats per image; exact for one component (the recurrent autoencoder), an upper bound for several';

function relativeText(path: string, { relative }: CollisionScores): string {
  const [loss, relational, lastTen] = [relative.loss, relative.relationalLoss, relative.lastTen].map((share) => share.toFixed(3));
  return `${path}, divided by the loss of copying the frame before: loss ${loss}, relational loss ${relational}, relational loss of the last ten steps ${lastTen}`;
}

async function chart(name: string, quartiles: readonly StepScore[], trainedSteps: number): Promise<string> {
  return scorePerStep({ document: await newDocument(), series: [{ name, quartiles }], scoreName: 'AMI (max)', trainedSteps });
}
