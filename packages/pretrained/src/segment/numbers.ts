import { assign } from '@neural-em/metrics';

/**
 * Gives an object the same number in all frames, for a model that groups each frame by itself. The masks of a frame are paired with those
 * of earlier frames: first the masks that overlap most (by IoU), then those whose centres are nearest. A mask without a pair gets the next
 * number.
 *
 * @param frames labels of each frame, [T] of [H, W]; 0 is background
 * @param width columns
 * @returns the number of each label of each frame, by label
 */
export function keepNumbers(frames: readonly Uint8Array[], width: number): Map<number, number>[] {
  const known = new Map<number, Mask>();
  return frames.map((labels) => {
    const masks = masksOf(labels, width);
    const [found, before] = [[...masks], [...known]];
    const values = found.flatMap(([, mask]) => before.map(([, other]) => likeness(mask, other)));
    const pairs = assign(values, [found.length, before.length], { maximize: true });
    const numbers = new Map<number, number>();
    for (const [i, [label, mask]] of found.entries()) {
      const number = before[pairs[i]!]?.[0] ?? known.size + 1;
      numbers.set(label, number);
      known.set(number, mask);
    }
    return numbers;
  });
}

interface Mask {
  readonly pixels: ReadonlySet<number>;
  readonly x: number;
  readonly y: number;
}

function masksOf(labels: Uint8Array, width: number): Map<number, Mask> {
  const masks = new Map<number, Mask>();
  for (const label of [...new Set(labels)].filter((one) => one > 0).sort((a, b) => a - b)) {
    const pixels = [...labels.keys()].filter((i) => labels[i] === label);
    const mean = (of: (pixel: number) => number) => pixels.reduce((sum, pixel) => sum + of(pixel), 0) / pixels.length;
    masks.set(label, { pixels: new Set(pixels), x: mean((i) => i % width), y: mean((i) => Math.floor(i / width)) });
  }
  return masks;
}

/**
 * Returns the IoU of two masks, plus a small number that grows as their centres come closer and decides between masks that do not overlap.
 */
function likeness(a: Mask, b: Mask): number {
  let both = 0;
  for (const pixel of a.pixels) if (b.pixels.has(pixel)) both++;
  const near = 1e-3 / (1 + Math.hypot(a.x - b.x, a.y - b.y));
  return both / (a.pixels.size + b.pixels.size - both) + near;
}
