import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromHalf, toHalf } from './half.ts';

// Bits of numpy.float16, read by `numpy.float16(x).view('u2')`.
it.each([
  [1, 0x3c00],
  [-0, 0x8000],
  [0.1, 0x2e66],
  [-1 / 3, 0xb555],
  [65504, 0x7bff],
  [65519.9, 0x7bff],
  [65520, 0x7c00],
  [Number.NEGATIVE_INFINITY, 0xfc00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [1.0001 * 2 ** -25, 0x0001],
  [6.1e-5, 0x03ff],
  [1 + 2 ** -11, 0x3c00],
  [1 + 3 * 2 ** -11, 0x3c02],
  [2047.9, 0x6800],
])('%d is %i', (value, bits) => {
  expect(toHalf(value)).toBe(bits);
});

it('every half-precision number comes back as it was', () => {
  const all = Array.from({ length: 0x10000 }, (_, bits) => bits);
  const isSame = (bits: number) => {
    const value = fromHalf(bits);
    return Number.isNaN(value) ? Number.isNaN(fromHalf(toHalf(value))) : toHalf(value) === bits;
  };
  expect(all.filter((bits) => !isSame(bits))).toEqual([]);
});

it('rounds to the nearest', () => {
  fc.assert(
    fc.property(fc.float({ min: Math.fround(-65504), max: Math.fround(65504), noNaN: true }), (value) => {
      const bits = toHalf(value);
      const error = (other: number) => Math.abs(fromHalf(other) - value);
      for (const neighbour of [bits - 1, bits + 1])
        if (neighbour >= 0 && error(neighbour) >= 0) expect(error(bits)).toBeLessThanOrEqual(error(neighbour));
    }),
  );
});
