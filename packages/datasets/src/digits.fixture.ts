import type { DigitSplits, Digits } from './digits.ts';

/** Returns a digit of 8×8 pixels for each level: a frame of that brightness around a hole. */
function flatDigits(levels: readonly number[]): Digits {
  const images = new Uint8Array(levels.length * 64);
  levels.forEach((level, i) => {
    for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) images[(i * 8 + y) * 8 + x] = y > 1 && y < 6 && x > 1 && x < 6 ? 0 : level;
  });
  return { height: 8, width: 8, images, labels: Uint8Array.from(levels, (_, i) => i) };
}

/** The brightness tells which split a digit is from: training 100 …, validation 200, 201, test 250. */
export const toyDigits: DigitSplits = {
  training: flatDigits(Array.from({ length: 30 }, (_, i) => 100 + i)),
  validation: flatDigits([200, 201]),
  test: flatDigits([250]),
};
