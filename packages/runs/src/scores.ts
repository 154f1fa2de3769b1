import type { EmModel } from '@neural-em/core';
import { batches } from '@neural-em/datasets';
import { type AssembledEvaluation, lookAt, type Parts, type PublishedQuery, publishedFor, publishedText } from '@neural-em/experiments';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  type ClusteringMetric,
  mean,
  onForeground,
  sampleDeviation,
} from '@neural-em/metrics';
import { type EvaluateOptions, type Evaluation, evaluate, type Grouping } from '@neural-em/trainers';
import { nodeParts } from './node-parts.ts';
import { type SequenceScores, sequenceScorer } from './sequence-scores.ts';
import { fixed } from './words.ts';

/** The scores of a method in a table. Scores that do not apply are left out, such as agreement with labels for data without labels. */
export interface Scores {
  readonly amiMax?: number;
  readonly amiArithmetic?: number;
  readonly ari?: number;
  /** The loss; only for learned models. */
  readonly loss?: number;
  /** −log p(x | max_k psi) in nats per image; only for learned models of binary pixels. */
  readonly crossEntropy?: number;
  /** The loss over the pixels of objects that collide, in nats per image; only if the data say which objects collide. */
  readonly relationalLoss?: number;
  /** Scores of labelled sequences: see `SequenceScores`. */
  readonly sequenceAmi?: number;
  readonly sequenceAri?: number;
  readonly mota?: number;
  readonly motp?: number;
  readonly switches?: number;
  readonly j?: number;
  readonly f?: number;
}

/** The names of the scores, in the order of tables. */
export const scoreNames = [
  ...(['amiMax', 'amiArithmetic', 'ari', 'loss', 'crossEntropy', 'relationalLoss'] as const),
  ...(['sequenceAmi', 'sequenceAri', 'mota', 'motp', 'switches', 'j', 'f'] as const),
] as const satisfies readonly (keyof Scores)[];

/** The scores of one method: means over images. */
export interface ScoreRow extends Scores {
  readonly name: string;
  /** Sample deviations, if the scores are means over several runs. */
  readonly deviation?: Scores;
}

/** The scores that tables and logs show, over the pixels that belong to one object. */
export const scoreMetrics = {
  amiMax: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' })),
  amiArithmetic: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction)),
  ari: onForeground(adjustedRandIndex),
} satisfies Record<string, ClusteringMetric>;

/** Returns the metrics for a split; none if its pixels have no labels. */
export function metricsFor({ dataset, split }: Pick<AssembledEvaluation, 'dataset' | 'split'>): Partial<typeof scoreMetrics> {
  return dataset.size[split] > 0 && lookAt(dataset, split).labelled ? scoreMetrics : {};
}

/** Returns the means over images of an evaluation's scores. */
export function meanScores({ scores }: Pick<Evaluation, 'scores'>): Scores {
  const names = ['amiMax', 'amiArithmetic', 'ari', 'crossEntropy'] as const;
  return Object.fromEntries(names.flatMap((name) => (scores[name] ? [[name, mean(scores[name])]] : [])));
}

/** An evaluation, with scores of whole sequences if the items are labelled sequences. */
export interface ScoredEvaluation extends Evaluation {
  readonly sequences?: SequenceScores | undefined;
}

/** Scores a model on the data and with the settings of an evaluation. */
export async function scoreModel(
  model: EmModel,
  { settings, dataset, task, split, images }: AssembledEvaluation,
  parts: Parts = nodeParts,
  onBatch?: EvaluateOptions['onBatch'],
): Promise<ScoredEvaluation> {
  const metrics = metricsFor({ dataset, split });
  const scorer = dataset.frames > 1 && metrics.ari ? sequenceScorer(scoreMetrics) : undefined;
  const seers = [onBatch, scorer?.add].filter((one) => one !== undefined);
  const options = {
    ...task,
    ...(seers.length > 0 ? { onBatch: (seen: Grouping) => seers.forEach((see) => void see(seen)) } : {}),
    metrics,
    crossEntropy: parts.pixels[settings.model.pixels.kind]?.binary === true,
  };
  const evaluation = await evaluate(model, batches(dataset, split, { batchSize: settings.training.batchSize, limit: images }), options);
  return { ...evaluation, sequences: scorer?.scores() };
}

/** Returns an evaluation as a row of a table, with scores of whole sequences and the relational loss, if there are any. */
export function scoreRow(name: string, evaluation: ScoredEvaluation, collisions?: { readonly relationalLoss: number }): ScoreRow {
  const { relationalLoss } = collisions ?? {};
  const relational = relationalLoss === undefined ? {} : { relationalLoss };
  return { name, ...meanScores(evaluation), loss: evaluation.loss, ...relational, ...evaluation.sequences };
}

/** A mean over runs, and the sample deviation if there are several. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number | null;
}

/** Returns mean and sample deviation of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return { mean: mean(values), deviation: values.length > 1 ? sampleDeviation(values) : null };
}

/** Returns a mean with its deviation, if there is one: `0.970 ± 0.005`. */
export function spreadText(spread: { readonly mean: number; readonly deviation?: number | null | undefined } | null, places = 3): string {
  if (!spread) return '–';
  const { mean, deviation } = spread;
  return fixed(mean, places) + (deviation === null || deviation === undefined ? '' : ` ± ${fixed(deviation, places)}`);
}

/** Returns the mean and the sample deviation of rows over runs; a single row is returned unchanged. */
export function averageRows(name: string, rows: readonly ScoreRow[]): ScoreRow {
  const spreads = scoreNames.flatMap((key) => {
    const values = rows.flatMap((row) => row[key] ?? []);
    return values.length === rows.length ? [[key, spreadOf(values)] as const] : [];
  });
  const deviation = Object.fromEntries(spreads.map(([key, spread]) => [key, spread.deviation]));
  return { name, ...Object.fromEntries(spreads.map(([key, { mean }]) => [key, mean])), ...(rows.length > 1 ? { deviation } : {}) };
}

/** Returns the published scores as rows of a table; they have only an AMI. */
export function publishedRows(query: PublishedQuery): ScoreRow[] {
  return publishedFor(query).map(({ method, mean: amiMax, deviation, verified, note }) => ({
    name: [`${method}, ${publishedText({ verified })}`, ...(note ? [note] : [])].join(', '),
    amiMax,
    deviation: { amiMax: deviation },
  }));
}
