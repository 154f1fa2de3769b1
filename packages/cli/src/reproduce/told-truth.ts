import type { Dataset } from '@neural-em/datasets';
import { mean } from '@neural-em/metrics';
import { connectedComponents, groupPixels } from '@neural-em/mixtures';
import { scoreMetrics } from '../scoreboard.ts';

/** Scores of every image: the adjusted mutual information with either normaliser, and the adjusted Rand index. */
export interface ImageScores {
  readonly amiMax: readonly number[];
  readonly amiArithmetic: readonly number[];
  readonly ari: readonly number[];
}

type Group = (image: Float32Array, size: { height: number; width: number }, groups: number, seed: number) => Int32Array;

/** Baselines that learn nothing, and are told the clean image and its foreground; the first two also the number of objects. */
const baselines: Readonly<Record<string, Group>> = {
  'k-means on foreground coordinates': (image, size, groups, seed) => groupPixels(image, { ...size, groups, seed }),
  'Gaussian mixture on foreground coordinates': (image, size, groups, seed) => groupPixels(image, { ...size, by: 'mixture', groups, seed }),
  'connected components': (image, size) => connectedComponents(image, size),
};

/** Scores of the baselines on the first test images of a dataset of static images. */
export function scoreBaselines(dataset: Dataset, images: number): Record<string, ImageScores> {
  const [height, width] = dataset.imageShape;
  const indices = Array.from({ length: Math.min(images, dataset.size.test) }, (_, i) => i);
  return Object.fromEntries(
    Object.entries(baselines).map(([name, group]) => {
      const scored = indices.map((index) => {
        const { frames, groups } = dataset.read('test', [index]);
        const objects = groups.reduce((a, b) => Math.max(a, b), 1);
        const prediction = group(frames, { height, width }, objects, index);
        return Object.entries(scoreMetrics).map(([metric, score]) => [metric, score(groups, prediction)] as const);
      });
      const of = (metric: keyof typeof scoreMetrics) => scored.map((scores) => scores.find(([name]) => name === metric)![1]);
      return [name, { amiMax: of('amiMax'), amiArithmetic: of('amiArithmetic'), ari: of('ari') }];
    }),
  );
}

/** Means over images. */
export function meansOf({ amiMax, amiArithmetic, ari }: ImageScores): { amiMax: number; amiArithmetic: number; ari: number } {
  return { amiMax: mean(amiMax), amiArithmetic: mean(amiArithmetic), ari: mean(ari) };
}
