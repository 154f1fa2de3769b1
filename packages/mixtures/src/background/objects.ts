import { checkCounts, notNegative } from '../errors.ts';
import { type ConnectedComponentsOptions, connectedComponents } from '../pixels/connected-components.ts';
import { SHADOW } from './subtractor.ts';

export interface ForegroundOptions extends ConnectedComponentsOptions {
  /** Pixels that an object has at least; smaller ones are taken for noise. Default 20. */
  readonly minimumSize?: number | undefined;
}

/** Pixels of a mask that touch. */
export interface ForegroundObject {
  /** Its number in `labels`. */
  readonly label: number;
  /** Pixels. */
  readonly size: number;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Mean place of its pixels. */
  readonly centre: { readonly x: number; readonly y: number };
}

/**
 * Objects of a foreground mask: connected components with a minimum size. Shadows do not count, unless `threshold` is below 127.
 *
 * @param mask as `backgroundSubtractor` makes it, [H, W]
 * @returns the objects, and labels, [H, W]: 0 for none, objects 1, 2, … in the order of their first pixel
 * @throws MixtureInputError for a size that does not fit the mask, or a minimum size that is not a whole number of at least 1
 */
export function foregroundObjects(
  mask: ArrayLike<number>,
  { minimumSize = 20, threshold = SHADOW, ...options }: ForegroundOptions,
): { objects: ForegroundObject[]; labels: Int32Array } {
  checkCounts({ minimumSize });
  const labels = connectedComponents(mask, { ...options, threshold });
  const found: { size: number; left: number; right: number; top: number; bottom: number; x: number; y: number }[] = [];
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (label === 0) continue;
    const [x, y] = [i % options.width, Math.floor(i / options.width)];
    found[label - 1] ??= { size: 0, left: x, right: x, top: y, bottom: y, x: 0, y: 0 };
    const one = found[label - 1]!;
    one.size++;
    one.x += x;
    one.y += y;
    one.left = Math.min(one.left, x);
    one.right = Math.max(one.right, x);
    one.bottom = y;
  }
  let kept = 0;
  const names = found.map(({ size }) => (size >= minimumSize ? ++kept : 0));
  for (let i = 0; i < labels.length; i++) if (labels[i]! > 0) labels[i] = names[labels[i]! - 1]!;
  const objects = found.flatMap(({ size, left, right, top, bottom, x, y }, i) =>
    names[i] === 0
      ? []
      : [
          {
            label: names[i]!,
            size,
            box: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
            centre: { x: x / size, y: y / size },
          },
        ],
  );
  return { objects, labels };
}

export interface TrackerOptions {
  /** Boxes of one object in consecutive frames overlap by at least this share of their union. Default 0.2. */
  readonly overlap?: number | undefined;
  /** Frames that a track waits for an object that is not seen. Default 5. */
  readonly patience?: number | undefined;
}

/** An object of this frame, and since when it has been seen. */
export interface Track {
  /** 1, 2, …, the same in all frames. */
  readonly id: number;
  /** Frames in which it was seen. */
  readonly age: number;
  readonly object: ForegroundObject;
}

/** Gives objects of consecutive frames numbers that they keep. */
export interface Tracker {
  /** The tracks of the objects of the next frame, in the order of the objects. */
  update(objects: readonly ForegroundObject[]): Track[];
}

/**
 * Tracks objects by the overlap of their boxes from frame to frame, the largest overlap first; an object that overlaps none begins a track.
 *
 * @throws MixtureInputError for an overlap below 0 or patience that is not a whole number of at least 0
 */
export function objectTracker({ overlap = 0.2, patience = 5 }: TrackerOptions = {}): Tracker {
  notNegative({ overlap });
  checkCounts({ patience }, 0);
  let known: (Track & { readonly unseen: number })[] = [];
  let ids = 0;
  return {
    update(objects) {
      const pairs = known
        .flatMap((track) => objects.map((object) => ({ track, object, share: shareOf(track.object.box, object.box) })))
        .filter(({ share }) => share > 0 && share >= overlap)
        .sort((a, b) => b.share - a.share);
      const follows = new Map<ForegroundObject, Track>();
      const taken = new Set<Track>();
      for (const { track, object } of pairs) {
        if (follows.has(object) || taken.has(track)) continue;
        follows.set(object, track);
        taken.add(track);
      }
      const tracks = objects.map((object) => {
        const before = follows.get(object);
        return { id: before?.id ?? ++ids, age: (before?.age ?? 0) + 1, object };
      });
      const waiting = known.filter((track) => !taken.has(track) && track.unseen < patience);
      known = [...tracks.map((track) => ({ ...track, unseen: 0 })), ...waiting.map((track) => ({ ...track, unseen: track.unseen + 1 }))];
      return tracks;
    },
  };
}

type Box = ForegroundObject['box'];

/** Intersection over union. */
function shareOf(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  return (across * down) / (a.width * a.height + b.width * b.height - across * down);
}
