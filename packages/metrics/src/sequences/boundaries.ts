/** Returns the offsets of the pixels of a disc from its middle. */
export function disc(radius: number): [dy: number, dx: number][] {
  const side = Array.from({ length: 2 * radius + 1 }, (_, i) => i - radius);
  return side.flatMap((dy) => side.filter((dx) => dx * dx + dy * dy <= radius * radius).map((dx): [number, number] => [dy, dx]));
}

/** Returns the boundary of a mask: the pixels that differ from the one to the right, below, or right below (Perazzi et al. 2016). */
export function boundaryOf(mask: Uint8Array, [height, width]: readonly [number, number]): Uint8Array {
  return mask.map((value, i) => {
    const right = i % width < width - 1 ? 1 : 0;
    const below = i < (height - 1) * width ? width : 0;
    return value !== mask[i + right] || value !== mask[i + below] || value !== mask[i + below + right] ? 1 : 0;
  });
}

/** Returns the share of the pixels of `boundary` that have a pixel of `other` within the disc; 1 for an empty boundary. */
export function shareNear(
  boundary: Uint8Array,
  other: Uint8Array,
  near: readonly (readonly [dy: number, dx: number])[],
  [height, width]: readonly [number, number],
): number {
  let [all, close] = [0, 0];
  boundary.forEach((value, i) => {
    if (value === 0) return;
    all++;
    const [y, x] = [Math.floor(i / width), i % width];
    if (near.some(([dy, dx]) => y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width && other[i + dy * width + dx] === 1))
      close++;
  });
  return all === 0 ? 1 : close / all;
}
