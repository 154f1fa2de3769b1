import { assign } from '../assignment.ts';
import { MetricInputError } from '../errors.ts';
import type { Labels } from '../labels.ts';
import { type ObjectOptions, type ObjectOverlaps, overlapsOf } from '../overlaps.ts';
import { type Frame, framesOf } from './frames.ts';

export interface TrackOptions extends ObjectOptions {
  /** The smallest IoU at which a predicted group matches an object. Default 0.5. */
  readonly threshold?: number;
  /** The predicted label that is not a track, such as the background of a segmentation. Default `null`: every label is a track. */
  readonly predictedBackground?: number | null;
}

/** How well the predicted labels follow the true objects through a sequence. */
export interface TrackScores {
  /** 1 − (misses + false positives + switches) / objects; below 0 if there are more errors than objects. */
  readonly mota: number;
  /** The mean IoU of the matches; NaN if there are none. */
  readonly motp: number;
  /** True objects, counted in every frame. */
  readonly objects: number;
  readonly matches: number;
  readonly misses: number;
  /** Predicted groups that match no object, counted in every frame. */
  readonly falsePositives: number;
  /** How often an object is matched to another label than at its last match. */
  readonly switches: number;
  /** How often an object is matched again after frames in which it was missed. */
  readonly fragmentations: number;
  /** Objects that match in at least 80 % of the frames in which they are visible. */
  readonly mostlyTracked: number;
  /** Objects that match in at least 20 % and less than 80 % of these frames. */
  readonly partlyTracked: number;
  /** Objects that match in less than 20 % of these frames. */
  readonly mostlyLost: number;
}

interface Track {
  visible: number;
  matched: number;
  /** The label that the object was last matched to. */
  last?: number;
  /** Whether the object has been visible without a match since then. */
  missed: boolean;
}

/**
 * Returns the CLEAR MOT scores of each sequence (Bernardin and Stiefelhagen 2008), with IoU of masks as the overlap, and the numbers of
 * objects that are tracked (Li, Huang and Nevatia 2009). A match of the frame before is kept while it reaches the threshold. The other
 * objects and labels are matched one to one: first as many pairs as possible, then the largest sum of IoU. Pixels of the true background
 * count in the union of a group that covers them. To leave pixels out, give them the label `predictedBackground`; `onForeground` does not
 * work here. A sequence without objects has a MOTA of 1 if nothing is predicted either, and otherwise of 0.
 *
 * @param truth true labels, [T, B, D]
 * @param prediction predicted labels, [T, B, D]
 * @returns one record for each sequence, [B]
 * Throws a `MetricInputError` if lengths and shape disagree, for labels that are not integers, or a threshold outside of 0 to 1.
 */
export function trackScores(
  truth: Labels,
  prediction: Labels,
  shape: readonly [steps: number, batch: number, pixels: number],
  options: TrackOptions = {},
): TrackScores[] {
  const { threshold = 0.5 } = options;
  if (!(threshold > 0 && threshold <= 1)) throw new MetricInputError(`threshold must be above 0 and at most 1, got ${threshold}`);
  return framesOf(truth, prediction, shape).map((frames) => scoresOf(frames, { ...options, threshold }));
}

function scoresOf(frames: readonly Frame[], options: TrackOptions & { threshold: number }): TrackScores {
  const tracks = new Map<number, Track>();
  let [predicted, matches, overlap, switches, fragmentations] = [0, 0, 0, 0, 0];
  for (const { truth, prediction } of frames) {
    const { objects, groups } = overlapsOf(truth, prediction, options);
    predicted += groups.filter((label) => label !== options.predictedBackground).length;
    const matched = matchFrame(objects, groups, tracks, options);
    for (const { label } of objects) {
      const track = tracks.get(label) ?? { visible: 0, matched: 0, missed: false };
      tracks.set(label, track);
      track.visible++;
      const match = matched.get(label);
      if (!match) track.missed = true;
      else {
        matches++;
        overlap += match.iou;
        track.matched++;
        if (track.last !== undefined && track.last !== match.label) switches++;
        if (track.last !== undefined && track.missed) fragmentations++;
        track.last = match.label;
        track.missed = false;
      }
    }
  }
  const shares = [...tracks.values()].map(({ visible, matched }) => matched / visible);
  const objects = [...tracks.values()].reduce((sum, { visible }) => sum + visible, 0);
  const [misses, falsePositives] = [objects - matches, predicted - matches];
  const errors = misses + falsePositives + switches;
  const mostlyTracked = shares.filter((share) => share >= 0.8).length;
  const mostlyLost = shares.filter((share) => share < 0.2).length;
  return {
    mota: objects > 0 ? 1 - errors / objects : errors === 0 ? 1 : 0,
    motp: overlap / matches,
    objects,
    matches,
    misses,
    falsePositives,
    switches,
    fragmentations,
    mostlyTracked,
    partlyTracked: shares.length - mostlyTracked - mostlyLost,
    mostlyLost,
  };
}

/** Returns the predicted label of each object that is matched in this frame, by the object's label. */
function matchFrame(
  objects: readonly ObjectOverlaps[],
  groups: readonly number[],
  tracks: ReadonlyMap<number, Track>,
  { threshold, predictedBackground = null }: TrackOptions & { threshold: number },
): Map<number, { label: number; iou: number }> {
  const pairs = objects.map(({ label, overlaps }) => ({
    label,
    overlaps: overlaps
      .filter(({ group, iou }) => iou >= threshold && groups[group] !== predictedBackground)
      .map(({ group, iou }) => ({ label: groups[group]!, iou })),
  }));
  const matched = new Map<number, { label: number; iou: number }>();
  const taken = new Set<number>();
  for (const { label, overlaps } of pairs) {
    const track = tracks.get(label);
    const kept = track && !track.missed && overlaps.find((pair) => pair.label === track.last && !taken.has(pair.label));
    if (!kept) continue;
    matched.set(label, kept);
    taken.add(kept.label);
  }
  const rows = pairs.filter(({ label }) => !matched.has(label));
  const columns = groups.filter((label) => !taken.has(label));
  // One more pair is worth more than any sum of IoU.
  const pairValue = rows.length + 1;
  const values = rows.flatMap(({ overlaps }) =>
    columns.map((label) => {
      const pair = overlaps.find((each) => each.label === label);
      return pair ? pairValue + pair.iou : 0;
    }),
  );
  assign(values, [rows.length, columns.length], { maximize: true }).forEach((column, row) => {
    const pair = rows[row]!.overlaps.find(({ label }) => label === columns[column]);
    if (pair) matched.set(rows[row]!.label, pair);
  });
  return matched;
}
