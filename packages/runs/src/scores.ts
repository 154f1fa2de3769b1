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
import { type EvaluateOptions, type Evaluation, evaluate } from '@neural-em/trainers';
import { nodeParts } from './node-parts.ts';

/** The scores of a method in a table. Scores that do not apply are left out, such as agreement with labels for data without labels. */
export interface Scores {
  readonly amiMax?: number;
  readonly amiArithmetic?: number;
  readonly ari?: number;
  /** For learned models only. */
  readonly loss?: number;
  /** Of learned models of binary pixels: −log p(x | max_k psi) in nats an image. */
  readonly crossEntropy?: number;
  /** Of data that tell which objects collide: the loss over their pixels, in nats an image. */
  readonly relationalLoss?: number;
}

/** The names of scores, in the order of tables. */
export const scoreNames = [
  'amiMax',
  'amiArithmetic',
  'ari',
  'loss',
  'crossEntropy',
  'relationalLoss',
] as const satisfies readonly (keyof Scores)[];

/** The scores of one way of grouping: means over images. */
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

/** The metrics for a split; none if its pixels have no labels. */
export function metricsFor({ dataset, split }: Pick<AssembledEvaluation, 'dataset' | 'split'>): Partial<typeof scoreMetrics> {
  return dataset.size[split] > 0 && lookAt(dataset, split).labelled ? scoreMetrics : {};
}

/** Means over images of an evaluation's scores. */
export function meanScores({ scores }: Pick<Evaluation, 'scores'>): Scores {
  const names = ['amiMax', 'amiArithmetic', 'ari', 'crossEntropy'] as const;
  return Object.fromEntries(names.flatMap((name) => (scores[name] ? [[name, mean(scores[name])]] : [])));
}

/** Scores a model as an evaluation describes. */
export function scoreModel(
  model: EmModel,
  { settings, dataset, task, split, images }: AssembledEvaluation,
  parts: Parts = nodeParts,
  onBatch?: EvaluateOptions['onBatch'],
): Promise<Evaluation> {
  const options = {
    ...task,
    ...(onBatch ? { onBatch } : {}),
    metrics: metricsFor({ dataset, split }),
    crossEntropy: parts.pixels[settings.model.pixels.kind]?.binary === true,
  };
  return evaluate(model, batches(dataset, split, { batchSize: settings.training.batchSize, limit: images }), options);
}

/** An evaluation as a row of a table, with the loss where objects collide, if that was scored. */
export function scoreRow(name: string, evaluation: Evaluation, collisions?: { readonly relationalLoss: number }): ScoreRow {
  const { relationalLoss } = collisions ?? {};
  return { name, ...meanScores(evaluation), loss: evaluation.loss, ...(relationalLoss === undefined ? {} : { relationalLoss }) };
}

/** A mean over runs, and the sample deviation if there are several. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number | null;
}

/** Mean and sample deviation of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  return { mean: mean(values), deviation: values.length > 1 ? sampleDeviation(values) : null };
}

/** A mean with its deviation, if there is one: `0.970 ± 0.005`. */
export function spreadText(spread: { readonly mean: number; readonly deviation?: number | null | undefined } | null, places = 3): string {
  if (!spread) return '–';
  const { mean, deviation } = spread;
  return mean.toFixed(places) + (deviation === null || deviation === undefined ? '' : ` ± ${deviation.toFixed(places)}`);
}

/** The mean and the sample deviation of rows over runs; a single row is returned unchanged. */
export function averageRows(name: string, rows: readonly ScoreRow[]): ScoreRow {
  const spreads = scoreNames.flatMap((key) => {
    const values = rows.flatMap((row) => row[key] ?? []);
    return values.length === rows.length ? [[key, spreadOf(values)] as const] : [];
  });
  const deviation = Object.fromEntries(spreads.map(([key, spread]) => [key, spread.deviation]));
  return { name, ...Object.fromEntries(spreads.map(([key, { mean }]) => [key, mean])), ...(rows.length > 1 ? { deviation } : {}) };
}

/** The published scores as rows of a table, with an AMI only. */
export function publishedRows(query: PublishedQuery): ScoreRow[] {
  return publishedFor(query).map(({ method, mean: amiMax, deviation, verified, note }) => ({
    name: [`${method}, ${publishedText({ verified })}`, ...(note ? [note] : [])].join(', '),
    amiMax,
    deviation: { amiMax: deviation },
  }));
}
