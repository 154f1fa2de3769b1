import type { Dataset, Split } from '@neural-em/datasets';
import { mean } from '@neural-em/metrics';
import { connectedComponents, groupPixels } from '@neural-em/mixtures';
import { type ScoreRow, scoreMetrics } from './scoreboard.ts';

/** What the baselines group. */
export interface BaselineOptions {
  readonly dataset: Dataset;
  readonly split: Split;
  /** The first so many items. */
  readonly images: number;
  /** Frames of a sequence that a model explains: all but the first, or fewer. */
  readonly steps: number;
}

const groupers: Readonly<
  Record<string, (image: Float32Array, options: { height: number; width: number; groups: number; seed: number }) => Int32Array>
> = {
  'k-means on coordinates': groupPixels,
  'connected components': connectedComponents,
};

/**
 * Baselines that are told more than a model is: the clean image, its foreground and, k-means, the number of objects. Each frame of a
 * sequence is grouped by itself.
 */
export function baselineRows({ dataset, split, images, steps }: BaselineOptions): ScoreRow[] {
  const [height, width] = dataset.imageShape;
  const D = height * width;
  const scored = dataset.frames === 1 ? [0] : Array.from({ length: steps }, (_, t) => t + 1);
  const items = Array.from({ length: Math.min(images, dataset.size[split]) }, (_, i) => i);
  return Object.entries(groupers).map(([name, group]) => {
    const scores = items.flatMap((item) => {
      const { frames, groups } = dataset.read(split, [item]);
      const objects = groups.reduce((a, b) => Math.max(a, b), 1);
      return scored.map((t) => {
        const prediction = group(frames.subarray(t * D, (t + 1) * D), { height, width, groups: objects, seed: item });
        const truth = groups.subarray(t * D, (t + 1) * D);
        return Object.values(scoreMetrics).map((metric) => metric(truth, prediction));
      });
    });
    const [amiMax, amiArithmetic, ari] = [0, 1, 2].map((m) => mean(scores.map((s) => s[m]!))) as [number, number, number];
    return { name, amiMax, amiArithmetic, ari };
  });
}
