/** Half precision (IEEE 754 binary16): ten bits of fraction, five of exponent, from 6·10⁻⁸ to 65504. */

/** Returns the bits of the nearest half-precision number: of two equally near ones the even one, beyond the range an infinity. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  // Units in the last place: at least 1024, except for numbers below 2⁻¹⁴. A carry correctly goes into the exponent.
  return sign | (((exponent + 14) << 10) + roundToEven(size / 2 ** (exponent - 10)));
}

/** Returns the number with these half-precision bits. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
