import { labelsAtOriginalSize, type Picture } from '@neural-em/datasets/fit';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import type { Segmentation } from '@neural-em/pretrained';
import { baselines } from './baselines.ts';

/** How a way of grouping that learns nothing sees the same pictures. */
export interface SegmentedByBaseline {
  readonly name: string;
  /** Mean over frames of its AMI with the model's labels, over the pixels of objects: 1 is the same grouping. */
  readonly agreement: number;
  /** Objects that it finds, mean over frames. */
  readonly objects: number;
  /** Labels of each frame, at the size of the pictures. */
  readonly labels: readonly Uint8Array[];
}

const agreementOf = onForeground(adjustedMutualInformation);

/**
 * Groups what a model segmented by baselines. They see what the model saw, and are told the pixels of objects and, but for connected components, how many objects the
 * model found.
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
