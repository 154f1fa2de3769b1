import type { Batch, Dataset, Split } from '@neural-em/datasets';
import { mean } from '@neural-em/metrics';
import { connectedComponents, groupPixels } from '@neural-em/mixtures/images';
import { type ScoreRow, scoreMetrics } from './scores.ts';

/** The data of the baselines. */
export interface BaselineOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  /** Number of items to score, from the first one. */
  readonly images: number;
  /** The number of frames of a sequence that a model explains: all except the first, or fewer. */
  readonly steps: number;
}

/** The scores of every image. */
export interface ImageScores {
  readonly amiMax: readonly number[];
  readonly amiArithmetic: readonly number[];
  readonly ari: readonly number[];
}

interface Told {
  readonly height: number;
  readonly width: number;
  readonly groups: number;
  readonly seed: number;
}

/** Groups the foreground of an image, [H, W], without learning. */
export type Baseline = (foreground: Float32Array, told: Told) => Int32Array;

/** Methods without training. They are given more than a model: the foreground, and k-means and the mixture also the number of objects. */
export const baselines = {
  'k-means on coordinates': groupPixels,
  'Gaussian mixture on coordinates': (foreground, told) => groupPixels(foreground, { ...told, by: 'mixture' }),
  'connected components': connectedComponents,
} satisfies Readonly<Record<string, Baseline>>;

/** Returns the scores of a baseline for each of the first images of a split; each frame of a sequence is grouped by itself. */
export function scoreBaseline(group: Baseline, { dataset, split, images, steps }: BaselineOptions): ImageScores {
  const [height, width] = dataset.imageShape;
  const D = height * width;
  const scored = dataset.frames === 1 ? [0] : Array.from({ length: steps }, (_, t) => t + 1);
  const found = Array.from({ length: Math.min(images, dataset.size[split]) }, (_, item) => {
    const batch = dataset.read(split, [item]);
    const objects = batch.groups.reduce((a, b) => Math.max(a, b), 1);
    const foreground = foregroundOf(batch);
    return scored.map((t) => {
      const prediction = group(foreground.subarray(t * D, (t + 1) * D), { height, width, groups: objects, seed: item });
      const truth = batch.groups.subarray(t * D, (t + 1) * D);
      return {
        amiMax: scoreMetrics.amiMax(truth, prediction),
        amiArithmetic: scoreMetrics.amiArithmetic(truth, prediction),
        ari: scoreMetrics.ari(truth, prediction),
      };
    });
  }).flat();
  return { amiMax: found.map((of) => of.amiMax), amiArithmetic: found.map((of) => of.amiArithmetic), ari: found.map((of) => of.ari) };
}

/** Returns baselines as rows of a table, with means over images: k-means and connected components; no rows if there are no labels. */
export function baselineRows(options: BaselineOptions): ScoreRow[] {
  const { 'Gaussian mixture on coordinates': _, ...shown } = baselines;
  return Object.entries(shown).map(([name, group]) => ({ name, ...meansOf(scoreBaseline(group, options)) }));
}

/** Returns means over images. */
export function meansOf({ amiMax, amiArithmetic, ari }: ImageScores): { amiMax: number; amiArithmetic: number; ari: number } {
  return { amiMax: mean(amiMax), amiArithmetic: mean(amiArithmetic), ari: mean(ari) };
}

/** Data have a black background if this share of the pixels without a group is black; otherwise the true groups define the foreground. */
const BLACK = 0.5;

/**
 * Returns the brightness of the brightest channel of each pixel, [T, H, W]; if the background is not black, 1 on the pixels of objects and
 * 0 elsewhere.
 */
export function foregroundOf({ shape, frames, groups }: Batch): Float32Array {
  const channels = shape[4];
  const brightest =
    channels === 1
      ? frames
      : groups.reduce((out, _, i) => {
          out[i] = Math.max(...frames.subarray(i * channels, (i + 1) * channels));
          return out;
        }, new Float32Array(groups.length));
  let [behind, black] = [0, 0];
  for (const [i, group] of groups.entries()) {
    if (group !== 0) continue;
    behind++;
    if (brightest[i] === 0) black++;
  }
  return behind === 0 || black >= BLACK * behind ? brightest : Float32Array.from(groups, (group) => (group > 0 ? 1 : 0));
}
