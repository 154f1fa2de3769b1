/** Numbers in [0, 1) from 32 bits of state, by the generator that ../../golden/golden.py runs as well. */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
