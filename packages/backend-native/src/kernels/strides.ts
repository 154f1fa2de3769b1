import type { Plan } from '../addon.ts';

/** Returns the row-major strides of a shape. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = step;
    step *= shape[d]!;
  }
  return strides;
}

/** Returns the strides for walking a tensor of `shape` along `target`; broadcast axes have the stride 0. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, d) => (d < missing || shape[d - missing] === 1 ? 0 : strides[d - missing]!));
}

/**
 * Returns two walks over one index space as the addon reads them, [sizes, first strides, second strides]. It drops dimensions of size 1
 * and joins neighbours that both walks pass in one stride. The plan has at least `leastRank` dimensions; null for more than 8.
 */
export function planWalk(sizes: readonly number[], first: readonly number[], second: readonly number[], leastRank = 1): Plan | null {
  const kept: [size: number, first: number, second: number][] = [];
  for (let d = sizes.length - 1; d >= 0; d--) {
    const size = sizes[d]!;
    const inner = kept.at(-1);
    if (size === 1) continue;
    if (inner && first[d] === inner[1] * inner[0] && second[d] === inner[2] * inner[0]) inner[0] *= size;
    else kept.push([size, first[d]!, second[d]!]);
  }
  while (kept.length < leastRank) kept.push([1, 0, 0]);
  if (kept.length > 8) return null;
  kept.reverse();
  return Int32Array.from([...kept.map((k) => k[0]), ...kept.map((k) => k[1]), ...kept.map((k) => k[2])]);
}
