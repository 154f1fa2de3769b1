import { labelsAtOriginalSize, type Picture } from '@neural-em/datasets/fit';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import type { Segmentation } from '@neural-em/pretrained';
import { baselines } from './baselines.ts';

/** The grouping of the same pictures by a baseline that learns nothing. */
export interface SegmentedByBaseline {
  readonly name: string;
  /** The baseline's AMI with the model's labels over the pixels of objects, a mean over frames: 1 is the same grouping. */
  readonly agreement: number;
  /** The number of objects that the baseline finds, a mean over frames. */
  readonly objects: number;
  /** The labels of each frame, with the size of the pictures. */
  readonly labels: readonly Uint8Array[];
}

const agreementOf = onForeground(adjustedMutualInformation);

/**
 * Groups the pictures that a model segmented by baselines. They get the images that the model saw, the pixels of objects and, except connected components, the number of
 * objects that the model found.
 */
export function segmentByBaselines(
  pictures: readonly Picture[],
  { frames, fit }: Segmentation,
  { height, width, background }: { readonly height: number; readonly width: number; readonly background: number },
): SegmentedByBaseline[] {
  return Object.entries(baselines).map(([name, group]) => {
    const found = frames.map(({ imageLabels, components }) => {
      const foreground = Float32Array.from(imageLabels, (label) => (label > 0 ? 1 : 0));
      return group(foreground, { height, width, groups: Math.max(1, components.length), seed: 0 });
    });
    return {
      name,
      agreement: mean(found.map((labels, t) => agreementOf(frames[t]!.imageLabels, labels))),
      objects: mean(found.map((labels) => labels.reduce((a, b) => Math.max(a, b), 0))),
      labels: found.map((labels, t) => labelsAtOriginalSize(pictures[t]!, { labels, width, fit, background })),
    };
  });
}
