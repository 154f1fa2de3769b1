import { connectedComponents, kMeans } from '@neural-em/baselines';
import type { EmModel } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { adjustedMutualInformation, adjustedRandIndex, type ClusteringMetric, mean, onForeground } from '@neural-em/metrics';
import { type Evaluation, evaluate, type TaskOptions } from '@neural-em/trainers';
import { digits, layOut } from './table.ts';

/** The scores of one way of grouping: means over images. */
export interface ScoreRow {
  readonly name: string;
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
  /** Of learned models only. */
  readonly loss?: number;
}

/** The scores that tables and logs show, over the pixels that belong to one object. */
export const scoreMetrics = {
  amiMax: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' })),
  amiArithmetic: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction)),
  ari: onForeground(adjustedRandIndex),
} satisfies Record<string, ClusteringMetric>;

/** Means over images of an evaluation's scores. */
export function meanScores({ scores }: Evaluation): Omit<ScoreRow, 'name' | 'loss'> {
  return { amiMax: mean(scores.amiMax!), amiArithmetic: mean(scores.amiArithmetic!), ari: mean(scores.ari!) };
}

/** What a table compares. */
export interface ScoreboardOptions {
  readonly name: string;
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: TaskOptions;
  readonly images: number;
  readonly batchSize: number;
}

/** Scores the model on the first images of the test split, beside baselines on the same images. */
export async function scoreboard({ name, model, dataset, task, images, batchSize }: ScoreboardOptions): Promise<ScoreRow[]> {
  const evaluation = await evaluate(model, batches(dataset, 'test', { batchSize, limit: images }), { ...task, metrics: scoreMetrics });
  return [{ name, ...meanScores(evaluation), loss: evaluation.loss }, ...baselineRows(dataset, images)];
}

/** Baselines that are told more than a model is: the clean image, its foreground and, k-means, the number of objects. */
function baselineRows(dataset: Dataset, images: number): ScoreRow[] {
  const [height, width] = dataset.imageShape;
  const groupers: Record<string, (image: Float32Array, groups: number, seed: number) => Int32Array> = {
    'k-means on coordinates': (image, groups, seed) => kMeans(image, { height, width, groups, seed }),
    'connected components': (image) => connectedComponents(image, { height, width }),
  };
  const indices = Array.from({ length: Math.min(images, dataset.size.test) }, (_, i) => i);
  return Object.entries(groupers).map(([name, group]) => {
    const scores = indices.map((index) => {
      const { frames, groups } = dataset.read('test', [index]);
      const objects = groups.reduce((a, b) => Math.max(a, b), 1);
      const prediction = group(frames, objects, index);
      return Object.values(scoreMetrics).map((metric) => metric(groups, prediction));
    });
    const [amiMax, amiArithmetic, ari] = [0, 1, 2].map((m) => mean(scores.map((s) => s[m]!))) as [number, number, number];
    return { name, amiMax, amiArithmetic, ari };
  });
}

/** The rows as a table for a terminal. */
export function renderTable(rows: readonly ScoreRow[]): string {
  return layOut([
    ['', 'AMI (max)', 'AMI (arithmetic)', 'ARI', 'loss'],
    ...rows.map((row) => [row.name, digits(row.amiMax, 3), digits(row.amiArithmetic, 3), digits(row.ari, 3), digits(row.loss, 1)]),
  ]);
}
