import fc from 'fast-check';
import { indices, type Nd, offsetOf, shapes, sizeOf } from './contract.ts';

/** Draws two shapes that broadcast against each other. */
export const broadcastPair = fc
  .tuple(
    shapes({ rank: 5 }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    fc.nat(3),
    fc.nat(3),
  )
  .map(([shape, stretchA, stretchB, dropA, dropB]) => {
    const side = (stretch: boolean[], drop: number) =>
      shape.map((size, d) => (stretch[d] && !(stretchA[d] && stretchB[d]) ? 1 : size)).slice(Math.min(drop, shape.length));
    return dropA < dropB ? [side(stretchA, 0), side(stretchB, dropB - dropA)] : [side(stretchA, dropA - dropB), side(stretchB, 0)];
  });

/** Returns the broadcast of two arrays through `f`. */
export function broadcast(a: Nd, b: Nd, f: (a: number, b: number) => number): { shape: number[]; values: Float64Array } {
  const rank = Math.max(a.shape.length, b.shape.length);
  const size = (nd: Nd, d: number) => nd.shape[d - rank + nd.shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, d) => (size(a, d) === 1 ? size(b, d) : size(a, d)));
  const at = (nd: Nd, index: number[]) =>
    nd.values[
      offsetOf(
        nd.shape,
        nd.shape.map((s, d) => (s === 1 ? 0 : index[d + rank - nd.shape.length]!)),
      )
    ]!;
  const values = new Float64Array(sizeOf(shape));
  let i = 0;
  for (const index of indices(shape)) values[i++] = f(at(a, index), at(b, index));
  return { shape, values };
}
