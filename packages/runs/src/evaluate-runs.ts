import type { Parts } from '@neural-em/experiments';
import { scorePerStep } from '@neural-em/viz/charts';
import { checkAlike } from './alike.ts';
import { baselineRows } from './baselines.ts';
import { newDocument } from './document.ts';
import { type Evaluable, type EvaluateRunOptions, type EvaluationFlags, evaluateRun, openEvaluation, type ScoredRun } from './evaluate.ts';
import { stepsOf } from './evaluations.ts';
import { nodeParts } from './node-parts.ts';
import { averageRows, publishedRows, type ScoreRow, scoreRow } from './scores.ts';
import { type StepScore, stepScores } from './step-scores.ts';

/** The scores of one run, or of several that differ only in their seeds. */
export interface ScoredRuns {
  readonly runs: readonly ScoredRun[];
  readonly backend: string;
  /** A row for each run. */
  readonly rows: readonly ScoreRow[];
  /** The mean of the runs, the loss of copying the frame before if objects collide, and baselines if the data have labels. */
  readonly table: readonly ScoreRow[];
  /** Published scores of the same task. */
  readonly published: readonly ScoreRow[];
  /** Scores of each step over the images of all runs, if several steps count. */
  readonly steps: readonly StepScore[];
}

/**
 * Reads runs or pretrained models as `openEvaluation` does.
 *
 * @throws RunError if they differ in more than their seeds, and what `openEvaluation` throws.
 */
export async function openEvaluations(
  paths: readonly string[],
  flags: EvaluationFlags,
  parts: Parts = nodeParts,
): Promise<readonly Evaluable[]> {
  const runs: Evaluable[] = [];
  for (const path of paths) runs.push(await openEvaluation(path, flags, parts));
  checkAlike(runs);
  return runs;
}

/** Scores runs that `openEvaluations` has opened, each as `evaluateRun` does, beside baselines and published scores. */
export async function evaluateRuns(runs: readonly Evaluable[], options: EvaluateRunOptions): Promise<ScoredRuns> {
  const scored: ScoredRun[] = [];
  for (const run of runs) scored.push(await evaluateRun(run, options));
  const [first] = scored as [ScoredRun];
  const { settings: trained, scored: task, collisions } = first;
  const several = runs.length > 1;
  const name = `${trained.model.algorithm}, K = ${task.model.components}`;
  const rows = scored.map((run) => scoreRow(several ? run.path : name, run.evaluation, run.collisions));
  const mean = averageRows(several ? `${name}, ${runs.length} runs` : name, rows);
  const { dataset, split, images } = first.assembled;
  // All runs have the same data, so those of the first one serve for the baselines.
  const baselines = mean.amiMax === undefined ? [] : baselineRows({ dataset, split, images, steps: stepsOf(task) });
  return {
    runs: scored,
    backend: options.backend,
    rows,
    table: [mean, ...(collisions ? [collisions.copying] : []), ...baselines],
    published: publishedRows({ trained, scored: task, split: task.evaluation.split }),
    steps: stepScores(scored.map(({ evaluation }) => evaluation)),
  };
}

/** Returns the scores as a record for JSON. */
export function evaluationRecord({ runs, backend, rows, table, published, steps }: ScoredRuns): object {
  const { scored, evaluation } = runs[0]!;
  const { data, model, training } = scored;
  const { split, restarts } = scored.evaluation;
  const ofRuns = rows.map(({ name: _, ...scores }, i) => {
    const { path, settings, collisions } = runs[i]!;
    return { run: path, seed: settings.seed, ...scores, relative: collisions?.relative };
  });
  const task = { data, components: model.components, emSteps: training.emSteps, stepWeights: training.stepWeights, restarts };
  return { runs: ofRuns, backend, split, testImages: evaluation.images, task, rows: table, published, steps };
}

/** Draws the score per step, with quartiles, as an SVG. */
export async function stepChart({ runs, table, steps }: ScoredRuns): Promise<string> {
  const series = [{ name: table[0]!.name, quartiles: steps }];
  return scorePerStep({ document: await newDocument(), series, scoreName: 'AMI (max)', trainedSteps: stepsOf(runs[0]!.settings) });
}
