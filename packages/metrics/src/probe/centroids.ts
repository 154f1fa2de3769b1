import { checkNumbers } from '../values.ts';

/**
 * Returns the mean position (row, column) of the pixels of each label. They serve as the vectors of a grouping that knows positions only,
 * such as k-means on coordinates. The position of a pixel is its middle: the first one is at (0.5, 0.5). A label without pixels is at (0, 0).
 *
 * @param labels - [images, D], labels from 0 to K − 1; other labels are ignored.
 * @returns [images, K, 2]
 * @throws MetricInputError for labels that are not numbers.
 */
export function centroids(
  labels: ArrayLike<number>,
  { height, width, components }: { readonly height: number; readonly width: number; readonly components: number },
): Float64Array {
  checkNumbers(labels, 'labels');
  const images = labels.length / (height * width);
  const sums = new Float64Array(images * components * 2);
  const counts = new Float64Array(images * components);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!(label >= 0 && label < components)) continue;
    const cell = Math.floor(i / (height * width)) * components + label;
    counts[cell]!++;
    sums[2 * cell]! += Math.floor((i % (height * width)) / width) + 0.5;
    sums[2 * cell + 1]! += (i % width) + 0.5;
  }
  return sums.map((sum, i) => sum / Math.max(1, counts[i >> 1]!));
}
