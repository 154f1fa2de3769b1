import { writeFileSync } from 'node:fs';
import { type ChosenBackend, chooseBackend } from '@neural-em/backends';
import type { Split } from '@neural-em/datasets';
import { assemble, evaluationSettings, type Settings } from '@neural-em/experiments';
import { type Evaluation, loadWeights, type RunStorage } from '@neural-em/trainers';
import { scorePerStep } from '@neural-em/viz/charts';
import { Window } from 'happy-dom';
import { checkAlike } from '../alike.ts';
import { baselineRows } from '../baseline-rows.ts';
import { toCsv } from '../csv.ts';
import { UsageError } from '../errors.ts';
import { describeTask, keepEvaluation, stepsOf, stepsThatWeigh } from '../evaluations.ts';
import { parts } from '../parts.ts';
import { averageRows, publishedRows, renderTable, rowOf, type ScoreRow, score } from '../scoreboard.ts';
import { quote } from '../shell.ts';
import { renderSteps, type StepScore, stepScores } from '../step-scores.ts';
import { readTrained, type Trained } from '../trained.ts';
import { saveReport } from './report.ts';

/** Flags of `nem evaluate`. */
export interface EvaluateFlags {
  readonly k?: number;
  readonly emSteps?: number;
  readonly frames?: number;
  readonly data?: string;
  readonly restarts?: number;
  readonly split: Split;
  readonly testImages: number;
  readonly curves?: string;
  readonly report?: boolean;
  readonly backend?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** A run or a pretrained model that is evaluated, with the settings of its training and those of the evaluation. */
interface Evaluated extends Trained {
  readonly path: string;
  readonly trained: Settings;
  readonly scored: Settings;
}

/**
 * `nem evaluate RUN…`: scores the best weights of a run on test images, also with another K, on other data or over longer sequences;
 * several runs of one experiment as mean ± sample deviation over their seeds. A pretrained model goes by its name.
 */
export async function evaluateCommand(paths: readonly string[], flags: EvaluateFlags): Promise<void> {
  const runs = await Promise.all(paths.map((path) => open(path, flags)));
  checkAlike(runs);
  const [{ scored, trained }] = runs as [Evaluated];
  if ((flags.csv || flags.curves !== undefined) && stepsThatWeigh(scored) < 2)
    throw new UsageError('a single step weighs in these scores: --csv and --curves are for scores per step');
  const backend = await chooseBackend({ name: flags.backend });
  const evaluations: Evaluation[] = [];
  let baselines: ScoreRow[] = [];
  for (const [i, run] of runs.entries()) {
    const { evaluation, dataset } = await evaluateRun(run, flags, backend);
    evaluations.push(evaluation);
    // The data are the same for all runs.
    if (i === 0) baselines = baselineRows({ dataset, split: flags.split, images: flags.testImages, steps: stepsOf(scored) });
  }
  const name = `${trained.model.algorithm}, K = ${scored.model.components}`;
  const rows = evaluations.map((evaluation, i) => rowOf(runs.length > 1 ? paths[i]! : name, evaluation));
  const mean = averageRows(runs.length > 1 ? `${name}, ${runs.length} runs` : name, rows);
  const steps = stepScores(evaluations);
  if (flags.curves !== undefined) writeFileSync(flags.curves, chart(mean.name, steps, trained));
  const images = evaluations[0]!.images;
  print({ flags, runs, rows, table: [mean, ...baselines], steps, images, backend: backend.name });
}

async function open(path: string, flags: EvaluateFlags): Promise<Evaluated> {
  const read = await readTrained(path);
  if (flags.report && !read.storage) throw new UsageError(`${path} is a pretrained model: it has no run folder for --report`);
  const trained = read.settings;
  const { data, k: components, frames, emSteps } = flags;
  return { ...read, path, trained, scored: evaluationSettings(trained, { data, components, frames, emSteps }, parts) };
}

/** Scores a run, and keeps what came out in its folder, if it has one. */
async function evaluateRun(evaluated: Evaluated, flags: EvaluateFlags, backend: ChosenBackend) {
  const { weights, scored, storage } = evaluated;
  const { dataset, model, training } = await assemble(scored, parts);
  loadWeights(model.params, weights);
  const { split, testImages, restarts = 1 } = flags;
  const evaluation = await score({ model, dataset, task: { ...training, restarts }, settings: scored, split, images: testImages });
  if (storage) await keep(storage, evaluated, { evaluation, flags, backend });
  return { evaluation, dataset };
}

interface Kept {
  readonly evaluation: Evaluation;
  readonly flags: EvaluateFlags;
  readonly backend: ChosenBackend;
}

async function keep(storage: RunStorage, { path, trained, scored }: Evaluated, { evaluation, flags, backend }: Kept): Promise<void> {
  const name = describeTask(scored, flags);
  await keepEvaluation(storage, {
    name,
    settings: scored,
    split: flags.split,
    images: evaluation.images,
    backend: backend.name,
    row: rowOf(`${trained.model.algorithm}, ${name}`, evaluation),
    steps: stepScores([evaluation]),
    command: commandOf(path, flags),
  });
  if (flags.report) await saveReport([path]);
}

interface Printed {
  readonly flags: EvaluateFlags;
  readonly runs: readonly Evaluated[];
  /** A row a run. */
  readonly rows: readonly ScoreRow[];
  /** The mean of the runs, then baselines. */
  readonly table: readonly ScoreRow[];
  readonly steps: readonly StepScore[];
  readonly images: number;
  readonly backend: string;
}

function print({ flags, runs, rows, table, steps, images, backend }: Printed): void {
  const { trained, scored } = runs[0]!;
  const published = publishedRows({ trained, scored, split: flags.split });
  if (flags.json) {
    const ofRuns = rows.map(({ name: _, ...scores }, i) => ({ run: runs[i]!.path, seed: runs[i]!.trained.seed, ...scores }));
    const { data, model, training } = scored;
    const { emSteps, stepWeights } = training;
    const task = { data, components: model.components, emSteps, stepWeights, restarts: flags.restarts ?? 1 };
    process.stdout.write(
      `${JSON.stringify({ runs: ofRuns, backend, split: flags.split, testImages: images, task, rows: table, published, steps })}\n`,
    );
  } else if (flags.csv) process.stdout.write(toCsv(steps.map((step) => ({ ...step }))));
  else {
    const all = [...(rows.length > 1 ? rows : []), ...table, ...published];
    const lines = [`${images} items of ${describeTask(scored, flags)}; backend ${backend}:`, renderTable(all)];
    if (table[0]!.crossEntropy !== undefined) lines.push('', CROSS_ENTROPY);
    if (steps.length > 0) lines.push('', renderSteps(steps));
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

const CROSS_ENTROPY =
  'cross entropy: −log p(x | max_k psi), nats an image; an upper bound with several components, exact with one (the recurrent autoencoder)';

function chart(name: string, quartiles: readonly StepScore[], trained: Settings): string {
  return scorePerStep({
    document: new Window().document,
    series: [{ name, quartiles }],
    scoreName: 'AMI (max)',
    trainedSteps: stepsOf(trained),
  });
}

function commandOf(path: string, { data, k, frames, emSteps, restarts, split, testImages }: EvaluateFlags): string {
  const task = { data, k, frames, 'em-steps': emSteps, restarts };
  const given = { ...task, split: split === 'test' ? undefined : split, 'test-images': testImages };
  const flags = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quote(String(value))]));
  return ['nem evaluate', quote(path), ...flags].join(' ');
}
