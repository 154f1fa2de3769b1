/** A picture as a page's `ImageData` has it: four values a pixel, 0–255. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

interface FitTarget {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly binary: boolean;
}

interface FitOptions {
  /** Whether dark becomes light; by default where the edges are light. */
  readonly invert?: boolean | undefined;
  /** The value above which a pixel is 1; by default that of Otsu (1979). */
  readonly threshold?: number | undefined;
}

/** Fits pictures of one size to binary images of a model: grey, inverted where the edges are light, resized by area, zeros and ones. */
export function fitPictures(
  pictures: readonly Picture[],
  target: FitTarget,
  options: FitOptions = {},
): { frames: Float32Array; fit: { inverted: boolean; threshold: number } } {
  const { width, height } = pictures[0]!;
  const grey = pictures.map(({ data }) =>
    Float32Array.from({ length: width * height }, (_, i) => {
      const opacity = data[4 * i + 3]! / 255;
      return 1 - opacity + (opacity * (0.299 * data[4 * i]! + 0.587 * data[4 * i + 1]! + 0.114 * data[4 * i + 2]!)) / 255;
    }),
  );
  const edge = (i: number) => i < width || i >= width * (height - 1) || i % width === 0 || i % width === width - 1;
  const edges = grey.flatMap((values) => [...values].filter((_, i) => edge(i))).sort((a, b) => a - b);
  const inverted = options.invert ?? edges[edges.length >> 1]! > 0.5;
  if (inverted) for (const values of grey) for (let i = 0; i < values.length; i++) values[i] = 1 - values[i]!;
  const scale = Math.min(target.width / width, target.height / height);
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  const small = grey.map((values) => resized(values, { width, height }, size));
  const threshold = options.threshold ?? otsu(small);
  const frames = new Float32Array(pictures.length * target.width * target.height);
  const [left, top] = [(target.width - size.width) >> 1, (target.height - size.height) >> 1];
  for (const [t, values] of small.entries())
    for (let y = 0; y < size.height; y++)
      for (let x = 0; x < size.width; x++)
        frames[(t * target.height + top + y) * target.width + left + x] = values[y * size.width + x]! > threshold ? 1 : 0;
  return { frames, fit: { inverted, threshold } };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Means over the area of each new pixel. */
function resized(values: Float32Array, from: Size, to: Size): Float32Array {
  const [w, h] = [from.width / to.width, from.height / to.height];
  return Float32Array.from({ length: to.width * to.height }, (_, i) => {
    const [x, y] = [(i % to.width) * w, Math.floor(i / to.width) * h];
    let [sum, area] = [0, 0];
    for (let row = Math.floor(y); row < Math.min(from.height, y + h); row++)
      for (let column = Math.floor(x); column < Math.min(from.width, x + w); column++) {
        const share = (Math.min(row + 1, y + h) - Math.max(row, y)) * (Math.min(column + 1, x + w) - Math.max(column, x));
        sum += share * values[row * from.width + column]!;
        area += share;
      }
    return sum / area;
  });
}

function otsu(images: readonly Float32Array[]): number {
  const counts = new Float64Array(256);
  for (const values of images) for (const value of values) counts[Math.round(255 * value)]!++;
  const total = counts.reduce((a, b) => a + b, 0);
  const sum = counts.reduce((a, count, level) => a + count * level, 0);
  let [below, sumBelow, best, first, last] = [0, 0, 0, 255, 255];
  for (let level = 0; level < 255; level++) {
    below += counts[level]!;
    sumBelow += counts[level]! * level;
    if (below === 0 || below === total) continue;
    const apart = below * (total - below) * ((sum - sumBelow) / (total - below) - sumBelow / below) ** 2;
    if (apart > best) [first, last, best] = [level, level, apart];
    else if (apart === best) last = level;
  }
  return best === 0 ? 1 : (first + last + 1) / 510;
}
