import type { Colour, Picture } from '../picture.ts';
import { gifenc } from './gifenc.ts';

/** The colours of a GIF file, and the index in that table for each 24-bit colour of its frames. */
export interface ColourTable {
  readonly colours: readonly Colour[];
  readonly places: ReadonlyMap<number, number>;
}

/** Visits the pixels of a picture as runs of one 24-bit colour. Tiles are magnified, so there are far fewer runs than pixels. */
export function forEachRun({ data }: Picture, visit: (packed: number, start: number, end: number) => void): void {
  const pixels = data.length / 3;
  const packedAt = (pixel: number) => (data[3 * pixel]! << 16) | (data[3 * pixel + 1]! << 8) | data[3 * pixel + 2]!;
  for (let start = 0, end = 0; start < pixels; start = end) {
    const packed = packedAt(start);
    while (end < pixels && packedAt(end) === packed) end++;
    visit(packed, start, end);
  }
}

/** If there are too many colours, the 128 most frequent ones (paper, ink, components) are kept exactly. */
const kept = 128;

const unpack = (packed: number): Colour => [packed >> 16, (packed >> 8) & 255, packed & 255];
const squaredDistance = (a: Colour, b: Colour) => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2;

function countColours(frames: readonly Picture[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const frame of frames) {
    forEachRun(frame, (packed, start, end) => counts.set(packed, (counts.get(packed) ?? 0) + end - start));
  }
  return counts;
}

/** Returns one table for all frames, so that no colour changes between frames. Up to `size` colours are exact; of more, some are nearest ones. */
export function colourTable(frames: readonly Picture[], size: number): ColourTable {
  const byCount = [...countColours(frames)].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([packed]) => packed);
  if (byCount.length <= size) return { colours: byCount.map(unpack), places: new Map(byCount.map((packed, place) => [packed, place])) };
  const rest = byCount.slice(kept).map(unpack);
  const rgba = Uint8Array.from(rest.flatMap((colour) => [...colour, 255]));
  const colours = [...byCount.slice(0, kept).map(unpack), ...gifenc.quantize(rgba, size - kept)];
  const nearest = (colour: Colour) => {
    let best = 0;
    for (const [place, other] of colours.entries()) {
      if (squaredDistance(colour, other) < squaredDistance(colour, colours[best]!)) best = place;
    }
    return best;
  };
  return { colours, places: new Map(byCount.map((packed) => [packed, nearest(unpack(packed))])) };
}
