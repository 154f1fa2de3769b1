import type { Random } from './random.ts';

/** Fills `out` with standard normal numbers and returns it. */
export function fillNormal(random: Random, out: Float32Array, scale = 1): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = random.normal() * scale;
  return out;
}

/** Fills `out` with numbers uniform over [low, high) and returns it. */
export function fillUniform(random: Random, out: Float32Array, low = 0, high = 1): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = low + (high - low) * random.uniform();
  return out;
}

/** Shuffles in place (Fisher and Yates) and returns the array. */
export function shuffle<T extends number[] | Int32Array | Uint32Array>(random: Random, array: T): T {
  for (let i = array.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const held = array[i]!;
    array[i] = array[j]!;
    array[j] = held;
  }
  return array;
}

/** Picks each index below `length` independently with the given probability, and calls `visit` with the picked ones. */
export function forEachPicked(random: Pick<Random, 'uniform'>, length: number, probability: number, visit: (index: number) => void): void {
  if (probability <= 0) return;
  // The gap to the next pick follows a geometric distribution, so that one draw per pick is enough, and not one per index.
  const scale = 1 / Math.log1p(-Math.min(probability, 1));
  for (let i = -1; ; ) {
    i += 1 + Math.floor(Math.log(1 - random.uniform()) * scale);
    if (!(i < length)) return;
    visit(i);
  }
}
