import { assign } from '../assignment.ts';
import { MetricInputError } from '../errors.ts';
import type { Labels } from '../labels.ts';
import { checkShape } from '../shape.ts';
import { mean } from '../statistics.ts';
import { boundaryOf, disc, shareNear } from './boundaries.ts';
import { type Frame, framesOf } from './frames.ts';

export interface MaskOptions {
  /** The true label that is not an object. Default 0; `null` makes every label an object. */
  readonly background?: number | null;
  /** The distance, in pixels, up to which boundaries count as equal. Default: 0.8 % of the diagonal, rounded up, as in DAVIS. */
  readonly tolerance?: number;
}

/** How well the masks of one predicted label cover a true object over a whole sequence. */
export interface MaskScore {
  readonly label: number;
  /** The predicted label that the object is matched to in all frames. `null` if no label is left; J and F are then those of an empty mask. */
  readonly match: number | null;
  /** Region similarity J: the mean over frames of the IoU of the masks. */
  readonly j: number;
  /** Contour accuracy F: the mean over frames of the F-measure of the boundaries. */
  readonly f: number;
}

/**
 * Returns J and F of every true object of each sequence, as DAVIS defines them for several objects (Perazzi et al. 2016; Pont-Tuset et
 * al. 2017), except that the first and the last frame count, too. Objects and predicted labels are matched one to one over the whole
 * sequence, by the largest sum of (J + F) / 2. J and F are 1 in a frame in which both masks are empty.
 *
 * @param truth true labels, [T, B, H, W]
 * @param prediction predicted labels, [T, B, H, W]
 * @returns the objects of each sequence in ascending order of their labels, [B]
 * Throws a `MetricInputError` if lengths and shape disagree, or for a tolerance that is not a whole number of at least 0.
 */
export function maskScores(
  truth: Labels,
  prediction: Labels,
  shape: readonly [steps: number, batch: number, height: number, width: number],
  { background = 0, tolerance }: MaskOptions = {},
): MaskScore[][] {
  checkShape(shape);
  const size = [shape[2], shape[3]] as const;
  const radius = tolerance ?? Math.ceil(0.008 * Math.hypot(...size));
  if (!Number.isInteger(radius) || radius < 0) throw new MetricInputError(`tolerance must be a whole number of at least 0, got ${radius}`);
  const near = disc(radius);
  return framesOf(truth, prediction, shape).map((frames) => {
    const objects = labelsOf(frames.map((frame) => frame.truth)).filter((label) => label !== background);
    const groups = labelsOf(frames.map((frame) => frame.prediction));
    const table = objects.map((object) => groups.map((group) => pairScore(frames, { object, group, near, size })));
    const matches = assign(
      table.flat().map(({ j, f }) => (j + f) / 2),
      [objects.length, groups.length],
      { maximize: true },
    );
    return objects.map((label, i) => {
      const match = groups[matches[i]!] ?? null;
      return { label, match, ...(table[i]![matches[i]!] ?? pairScore(frames, { object: label, group: match, near, size })) };
    });
  });
}

function labelsOf(frames: readonly ArrayLike<number>[]): number[] {
  return [...new Set(frames.flatMap((frame) => Array.from(frame)))].sort((a, b) => a - b);
}

interface Pair {
  readonly object: number;
  /** `null` for a mask that is empty in every frame. */
  readonly group: number | null;
  readonly near: readonly (readonly [number, number])[];
  readonly size: readonly [number, number];
}

function pairScore(frames: readonly Frame[], { object, group, near, size }: Pair): { j: number; f: number } {
  const scores = frames.map(({ truth, prediction }) => {
    const [real, found] = [maskOf(truth, object), maskOf(prediction, group)];
    let [both, either] = [0, 0];
    real.forEach((value, i) => {
      both += value & found[i]!;
      either += value | found[i]!;
    });
    const [realBoundary, foundBoundary] = [boundaryOf(real, size), boundaryOf(found, size)];
    const precision = shareNear(foundBoundary, realBoundary, near, size);
    const recall = shareNear(realBoundary, foundBoundary, near, size);
    return { j: either === 0 ? 1 : both / either, f: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
  });
  return { j: mean(scores.map(({ j }) => j)), f: mean(scores.map(({ f }) => f)) };
}

function maskOf(labels: ArrayLike<number>, label: number | null): Uint8Array {
  return Uint8Array.from({ length: labels.length }, (_, i) => (labels[i] === label ? 1 : 0));
}
