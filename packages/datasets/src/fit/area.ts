/** Returns for each of `to` pixels the pixels of an axis of `from` pixels that it covers: the first one, and the share of each. */
function coverage(from: number, to: number): { readonly first: number; readonly shares: readonly number[] }[] {
  const size = from / to;
  return Array.from({ length: to }, (_, i) => {
    const [start, end] = [i * size, (i + 1) * size];
    const first = Math.floor(start + 1e-9);
    const last = Math.max(first + 1, Math.min(from, Math.ceil(end - 1e-9)));
    const shares = Array.from({ length: last - first }, (_, j) => Math.min(end, first + j + 1) - Math.max(start, first + j));
    const sum = shares.reduce((a, b) => a + b);
    return { first, shares: shares.map((share) => share / sum) };
  });
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * Resizes an image by area, one axis after the other: each pixel of the result is the mean of the pixels that it covers.
 *
 * @param values - [H, W, C].
 * @returns [to.height, to.width, C]
 */
export function resizeByArea(values: Float32Array, from: Size, to: Size): Float32Array {
  if (from.height === to.height && from.width === to.width) return values;
  const channels = values.length / (from.height * from.width);
  const columns = coverage(from.width, to.width);
  const narrow = new Float32Array(from.height * to.width * channels);
  for (let y = 0; y < from.height; y++) {
    for (const [x, { first, shares }] of columns.entries()) {
      for (const [i, share] of shares.entries()) {
        for (let c = 0; c < channels; c++)
          narrow[(y * to.width + x) * channels + c]! += share * values[(y * from.width + first + i) * channels + c]!;
      }
    }
  }
  const row = to.width * channels;
  const out = new Float32Array(to.height * row);
  for (const [y, { first, shares }] of coverage(from.height, to.height).entries()) {
    for (const [i, share] of shares.entries()) {
      for (let j = 0; j < row; j++) out[y * row + j]! += share * narrow[(first + i) * row + j]!;
    }
  }
  return out;
}
