import type { Dataset } from '@neural-em/datasets';
import { mean } from '@neural-em/metrics';

/** Returns, for each of the first test images, the share of the foreground that more than one object covers. */
export function overlaps(dataset: Dataset, images: number): number[] {
  return Array.from({ length: Math.min(images, dataset.size.test) }, (_, index) => {
    const { frames, groups } = dataset.read('test', [index]);
    let foreground = 0;
    let covered = 0;
    for (const [i, value] of frames.entries()) {
      if (value === 0) continue;
      foreground++;
      if (groups[i] === 0) covered++;
    }
    return foreground === 0 ? 0 : covered / foreground;
  });
}

const bins = [
  { name: 'none', below: Number.MIN_VALUE },
  { name: 'below 10 %', below: 0.1 },
  { name: '10 to 20 %', below: 0.2 },
  { name: '20 % and more', below: Number.POSITIVE_INFINITY },
];

/** The mean score of the images whose overlap lies in one range. */
export interface OverlapBin {
  readonly overlap: string;
  readonly images: number;
  /** Mean score; null if there are no images. */
  readonly score: number | null;
}

/** Returns the mean scores of images by their overlap. */
export function byOverlap(overlap: readonly number[], scores: readonly number[]): OverlapBin[] {
  return bins.map(({ name, below }, i) => {
    const above = bins[i - 1]?.below ?? 0;
    const inside = scores.filter((_, index) => overlap[index]! >= above && overlap[index]! < below);
    return { overlap: name, images: inside.length, score: inside.length ? mean(inside) : null };
  });
}
