import { checkCounts, notNegative } from '../errors.ts';
import { type ConnectedComponentsOptions, connectedComponents } from '../pixels/connected-components.ts';
import { SHADOW } from './pixel-mixtures.ts';

export interface ForegroundOptions extends ConnectedComponentsOptions {
  /** The smallest number of pixels of an object; smaller groups are ignored as noise. Default 20. */
  readonly minimumSize?: number | undefined;
}

/** A group of touching pixels of a mask. */
export interface ForegroundObject {
  /** The number of the object in `labels`. */
  readonly label: number;
  /** Number of pixels. */
  readonly size: number;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Mean position of the pixels. */
  readonly centre: { readonly x: number; readonly y: number };
}

/**
 * Finds the objects of a foreground mask: its connected components of at least the minimum size. Shadows do not count, unless `threshold`
 * is below 127.
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
  /** Number of consecutive frames for which a track waits for an object that is not seen. Default 5. */
  readonly patience?: number | undefined;
}

/** An object of the latest frame, with a number that it keeps from frame to frame. */
export interface Track {
  /** The number of the object, 1, 2, …; the same in all frames. */
  readonly id: number;
  /** Number of frames in which the object was seen. */
  readonly age: number;
  readonly object: ForegroundObject;
}

/** Gives objects of consecutive frames numbers that they keep. */
export interface Tracker {
  /** Takes the objects of the next frame, and returns the track of each, in the order of the objects. */
  update(objects: readonly ForegroundObject[]): Track[];
}

/**
 * Creates a tracker, which pairs objects of consecutive frames whose boxes overlap, the pair with the largest overlap first. An object that
 * overlaps no tracked object begins a new track.
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

/** Returns the intersection of two boxes over their union. */
function shareOf(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  return (across * down) / (a.width * a.height + b.width * b.height - across * down);
}
