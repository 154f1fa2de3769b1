import type { EmModel } from '@neural-em/core';
import { batches, type Dataset, type Split } from '@neural-em/datasets';
import { type PublishedQuery, publishedFor, publishedText, type Settings } from '@neural-em/experiments';
import {
  adjustedMutualInformation,
  adjustedRandIndex,
  type ClusteringMetric,
  mean,
  onForeground,
  sampleDeviation,
} from '@neural-em/metrics';
import { type Evaluation, evaluate, type InferenceOptions } from '@neural-em/trainers';
import { parts } from './parts.ts';
import { digits, layOut } from './table.ts';

/** What a table of scores shows of each way of grouping. */
export interface Scores {
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
  /** Of learned models only. */
  readonly loss?: number;
  /** Of learned models of binary pixels: −log p(x | max_k psi) in nats an image. */
  readonly crossEntropy?: number;
}

/** The scores of one way of grouping: means over images. */
export interface ScoreRow extends Scores {
  readonly name: string;
  /** Sample deviations, where the scores are means over several runs. */
  readonly deviation?: Partial<Scores>;
}

/** The scores that tables and logs show, over the pixels that belong to one object. */
export const scoreMetrics = {
  amiMax: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' })),
  amiArithmetic: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction)),
  ari: onForeground(adjustedRandIndex),
} satisfies Record<string, ClusteringMetric>;

/** Means over images of an evaluation's scores. */
export function meanScores({ scores }: Evaluation): Omit<Scores, 'loss'> {
  const { amiMax, amiArithmetic, ari, crossEntropy } = scores;
  return {
    amiMax: mean(amiMax!),
    amiArithmetic: mean(amiArithmetic!),
    ari: mean(ari!),
    ...(crossEntropy ? { crossEntropy: mean(crossEntropy) } : {}),
  };
}

/** What is scored. */
export interface ScoreOptions {
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: InferenceOptions;
  readonly settings: Settings;
  readonly split?: Split;
  /** The first so many images or sequences. */
  readonly images: number;
}

/** Scores a model on the first images of a split. */
export function score({ model, dataset, task, settings, split = 'test', images }: ScoreOptions): Promise<Evaluation> {
  const { batchSize } = settings.training;
  const options = { ...task, metrics: scoreMetrics, crossEntropy: parts.pixels[settings.model.pixels.kind]!.binary };
  return evaluate(model, batches(dataset, split, { batchSize, limit: images }), options);
}

/** An evaluation as a row of a table. */
export function rowOf(name: string, evaluation: Evaluation): ScoreRow {
  return { name, ...meanScores(evaluation), loss: evaluation.loss };
}

/** The mean and the sample deviation of rows over runs; a single one as it is. */
export function averageRows(name: string, rows: readonly ScoreRow[]): ScoreRow {
  const over = (statistic: (values: number[]) => number) => {
    const of = (key: keyof Scores) => statistic(rows.map((row) => row[key] ?? Number.NaN));
    const optional = (key: keyof Scores) => (rows.every((row) => row[key] !== undefined) ? { [key]: of(key) } : {});
    return {
      ...{ amiMax: of('amiMax'), amiArithmetic: of('amiArithmetic'), ari: of('ari') },
      ...optional('loss'),
      ...optional('crossEntropy'),
    };
  };
  return { name, ...over(mean), ...(rows.length > 1 ? { deviation: over(sampleDeviation) } : {}) };
}

/** A line of a table; a published score has an AMI alone. */
export type TableRow = Partial<Scores> & Pick<ScoreRow, 'name' | 'deviation'>;

/** What was published, as rows of a table. */
export function publishedRows(query: PublishedQuery): TableRow[] {
  return publishedFor(query).map(({ method, mean: amiMax, deviation, verified, note }) => ({
    name: [`${method}, ${publishedText({ verified })}`, ...(note ? [note] : [])].join(', '),
    amiMax,
    deviation: { amiMax: deviation },
  }));
}

const columns = [
  ['amiMax', 'AMI (max)', 3],
  ['amiArithmetic', 'AMI (arithmetic)', 3],
  ['ari', 'ARI', 3],
  ['loss', 'loss', 1],
  ['crossEntropy', 'cross entropy', 1],
] as const satisfies readonly (readonly [key: keyof Scores, name: string, places: number])[];

/** The rows as a table for a terminal; the cross entropy where any row has one. */
export function renderTable(rows: readonly TableRow[]): string {
  const shown = columns.filter(([key]) => key !== 'crossEntropy' || rows.some((row) => row.crossEntropy !== undefined));
  const cell = (row: TableRow, key: keyof Scores, places: number) => {
    const deviation = row.deviation?.[key];
    return digits(row[key], places) + (deviation === undefined ? '' : ` ± ${digits(deviation, places)}`);
  };
  return layOut([
    ['', ...shown.map(([, name]) => name)],
    ...rows.map((row) => [row.name, ...shown.map(([key, , places]) => cell(row, key, places))]),
  ]);
}
