import type { Tensor } from '@tensorflow/tfjs-core';
import { expect } from 'vitest';

/** Returns the numbers of a tensor or an array. */
export function values(x: Tensor | ArrayLike<number> | number): number[] {
  if (typeof x === 'number') return [x];
  return Array.from('dataSync' in x ? (x.dataSync() as ArrayLike<number>) : x);
}

/** Returns the largest difference, relative to the largest expected magnitude. */
export function relativeError(actual: Tensor | ArrayLike<number> | number, expected: Tensor | ArrayLike<number> | number): number {
  const a = values(actual);
  const e = values(expected);
  if (a.length !== e.length) return Number.POSITIVE_INFINITY;
  const scale = e.reduce((max, v) => Math.max(max, Math.abs(v)), 1e-30);
  return a.reduce((max, v, i) => (Number.isFinite(v) ? Math.max(max, Math.abs(v - e[i]!) / scale) : Number.POSITIVE_INFINITY), 0);
}

/** Expects two arrays to agree: the largest difference is compared with the tolerance times the largest expected magnitude. */
export function expectClose(
  actual: Tensor | ArrayLike<number> | number,
  expected: Tensor | ArrayLike<number> | number,
  tolerance: number,
  name = 'relative error',
): void {
  expect(relativeError(actual, expected), name).toBeLessThanOrEqual(tolerance);
}
