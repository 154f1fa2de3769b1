/** Number of rows, and of columns, of the picture on which readers draw. */
export const SIDE = 28;

/** An object in the picture, with its top left corner at (x, y); `bits` is a string of all its rows of `1` and `0`. */
export interface Bitmap {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly bits: string;
  /** Set if it is not known which pixels belong together, as in the reader's own picture, which is grouped but not scored. */
  readonly unknown?: true;
}

/** A place in the picture, in pixels from the top left. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** A picture as methods read it: values 0 and 1, and the object of each pixel, counted from 1; 0 if there is no object, or several. */
export interface Rendered {
  readonly pixels: Float32Array;
  readonly truth: Uint8Array;
}

export function render(objects: readonly Bitmap[]): Rendered {
  const pixels = new Float32Array(SIDE * SIDE);
  const truth = new Uint8Array(SIDE * SIDE);
  objects.forEach((object, k) => {
    for (const pixel of pixelsOf(object)) {
      truth[pixel] = pixels[pixel] === 0 && !object.unknown ? k + 1 : 0;
      pixels[pixel] = 1;
    }
  });
  return { pixels, truth };
}

/** Returns the indices of the pixels that an object covers. */
export function pixelsOf({ x, y, width, height, bits }: Bitmap): number[] {
  const pixels: number[] = [];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) if (bits[row * width + column] === '1') pixels.push((y + row) * SIDE + x + column);
  return pixels;
}

/** Returns the smallest object that covers these pixels; undefined if there are no pixels. */
export function objectOf(pixels: Iterable<number>): Bitmap | undefined {
  const covered = new Set(pixels);
  if (covered.size === 0) return undefined;
  const rows = [...covered].map((pixel) => Math.floor(pixel / SIDE));
  const columns = [...covered].map((pixel) => pixel % SIDE);
  const y = Math.min(...rows);
  const x = Math.min(...columns);
  const height = Math.max(...rows) - y + 1;
  const width = Math.max(...columns) - x + 1;
  const bits = Array.from({ length: width * height }, (_, i) =>
    covered.has((y + Math.floor(i / width)) * SIDE + x + (i % width)) ? '1' : '0',
  );
  return { x, y, width, height, bits: bits.join('') };
}

/** Returns the lit pixels of an image as one object that is not scored. */
export const unknownObject = (image: ArrayLike<number>): Bitmap | undefined =>
  like({ unknown: true }, objectOf(Array.from(image).flatMap((value, pixel) => (value > 0.5 ? pixel : []))));

/** Returns an object that is scored only if the other one is. */
const like = ({ unknown }: Pick<Bitmap, 'unknown'>, object: Bitmap | undefined): Bitmap | undefined =>
  object && unknown ? { ...object, unknown } : object;

/** Returns an object moved so that its corner is as near to (x, y) as possible while the object stays inside the picture. */
export function moveTo(object: Bitmap, { x, y }: Place): Bitmap {
  const within = (at: number, size: number) => Math.max(0, Math.min(SIDE - size, Math.round(at)));
  return { ...object, x: within(x, object.width), y: within(y, object.height) };
}

/** Returns the index of the topmost object that covers a pixel or lies next to it; −1 if there is none. */
export function objectAt(objects: readonly Bitmap[], { x, y }: Place): number {
  const on = (dx: number, dy: number) =>
    objects.findLastIndex((o) => o.bits[(y + dy - o.y) * o.width + x + dx - o.x] === '1' && x + dx >= o.x && x + dx < o.x + o.width);
  const hit = on(0, 0);
  if (hit >= 0) return hit;
  // The hole of a square counts as part of it, so that a finger can drag it there.
  return objects.findLastIndex((o) => x >= o.x && x < o.x + o.width && y >= o.y && y < o.y + o.height);
}

/** Returns the objects after adding pixels to the object `index`, or to a new object if that is −1, and the index of that object. */
export function addTo(objects: readonly Bitmap[], index: number, pixels: readonly number[]): { objects: Bitmap[]; index: number } {
  const before = objects[index];
  const object = like(before ?? {}, objectOf([...(before ? pixelsOf(before) : []), ...pixels]));
  if (!object) return { objects: [...objects], index };
  return before ? { objects: objects.with(index, object), index } : { objects: [...objects, object], index: objects.length };
}

/** Returns the objects without these pixels; objects without any pixel left are removed. */
export function erase(objects: readonly Bitmap[], pixels: readonly number[]): Bitmap[] {
  const gone = new Set(pixels);
  return objects.flatMap((object) => {
    const covered = pixelsOf(object);
    const left = covered.filter((pixel) => !gone.has(pixel));
    return left.length === covered.length ? [object] : (like(object, objectOf(left)) ?? []);
  });
}

/** Returns the pixels on the straight line between two places, both included. */
export function line(from: Place, to: Place): number[] {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const along = i / steps;
    return Math.round(from.y + along * (to.y - from.y)) * SIDE + Math.round(from.x + along * (to.x - from.x));
  });
}

/** Returns the pixels of a brush of 2×2 along a line, without those outside the picture. */
export function brush(from: Place, to: Place, size = 2): number[] {
  const pixels = line(from, to).flatMap((pixel) =>
    Array.from({ length: size * size }, (_, i) => ({ x: (pixel % SIDE) + (i % size), y: Math.floor(pixel / SIDE) + Math.floor(i / size) })),
  );
  return [...new Set(pixels.filter(({ x, y }) => x < SIDE && y < SIDE && x >= 0 && y >= 0).map(({ x, y }) => y * SIDE + x))];
}
