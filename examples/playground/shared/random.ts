/** Returns a generator of numbers uniform over [0, 1), the same for the same seed: a counter and a mixing function (splitmix32). */
export function uniforms(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b9) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) * 2 ** -32;
  };
}
