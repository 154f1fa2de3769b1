/** Returns an IDX file of bytes. */
export function idx(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const lengths = shape.flatMap((length) => [length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255]);
  return Uint8Array.from([0, 0, 8, shape.length, ...lengths, ...Array.from(values)]);
}
