import { expect } from 'vitest';

/**
 * Expects each number to lie within `tolerance` of the expected one, relative to that one or to a thousandth of the largest, if that is
 * more.
 */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  expect(actual.length, what).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const off = Math.abs(actual[i]! - expected[i]!) / Math.max(Math.abs(expected[i]!), largest / 1000, 1e-12);
    if (!(off <= tolerance)) expect.fail(`${what}[${i}] is ${actual[i]}, expected ${expected[i]} to ${tolerance} relative`);
  }
}
