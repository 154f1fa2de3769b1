import { batches } from './batches.ts';
import { checkInteger, DatasetOptionError } from './errors.ts';
import { INK } from './items.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** Statistics of a dataset; an image is one frame of an item. */
export interface Statistics {
  /** Mean of all pixel values. */
  readonly meanPixel: number;
  /** Mean over images of the share of the foreground (pixels brighter than 0.1) that has no group: overlaps, if the background is dark. */
  readonly overlap: number;
  /** Share of images with overlap. */
  readonly overlapping: number;
  /** Share of images with fewer groups than the image with the most groups: an object is hidden or missing. */
  readonly incomplete: number;
  /** Mean number of groups in an image. */
  readonly objects: number;
}

/** A dataset that knows what some of its statistics should be. */
export interface ExpectedStatistics {
  readonly expected: Partial<Statistics>;
}

/** Statistics of a split beside the expected ones. */
export interface StatisticsReport extends ExpectedStatistics {
  /** Number of images that were measured. */
  readonly images: number;
  readonly measured: Statistics;
}

/**
 * Measures the first `limit` items of a split. Expected values are empty for a dataset that does not know them.
 * Throws a `DatasetOptionError` (a `RangeError`) if the split is empty or `limit` is 0.
 */
export function statistics(dataset: Dataset & Partial<ExpectedStatistics>, split: Split, { limit = 1000 } = {}): StatisticsReport {
  checkInteger('limit', limit, 1);
  if (dataset.size[split] === 0) throw new DatasetOptionError(`the ${split} split of ${dataset.name} has no items`);
  const counts: ImageCounts[] = [];
  let sum = 0;
  let values = 0;
  for (const batch of batches(dataset, split, { batchSize: 50, limit })) {
    for (const value of batch.frames) sum += value;
    values += batch.frames.length;
    counts.push(...countImages(batch));
  }
  const mean = (of: (image: ImageCounts) => number) => counts.reduce((total, image) => total + of(image), 0) / counts.length;
  const most = counts.reduce((largest, image) => Math.max(largest, image.objects), 0);
  const measured = {
    meanPixel: sum / values,
    overlap: mean(({ foreground, overlap }) => (foreground === 0 ? 0 : overlap / foreground)),
    overlapping: mean(({ overlap }) => (overlap > 0 ? 1 : 0)),
    incomplete: mean(({ objects }) => (objects < most ? 1 : 0)),
    objects: mean(({ objects }) => objects),
  };
  return { images: counts.length, measured, expected: dataset.expected ?? {} };
}

interface ImageCounts {
  readonly foreground: number;
  readonly overlap: number;
  readonly objects: number;
}

function countImages({ shape, frames, groups }: Batch): ImageCounts[] {
  const [steps, items, height, width, channels] = shape;
  return Array.from({ length: steps * items }, (_, image) => {
    let foreground = 0;
    let overlap = 0;
    const seen = new Set<number>();
    for (let pixel = image * height * width; pixel < (image + 1) * height * width; pixel++) {
      const group = groups[pixel]!;
      if (group > 0) seen.add(group);
      let bright = false;
      for (let i = pixel * channels; i < (pixel + 1) * channels; i++) if (frames[i]! > INK) bright = true;
      if (bright) foreground++;
      if (bright && group === 0) overlap++;
    }
    return { foreground, overlap, objects: seen.size };
  });
}
