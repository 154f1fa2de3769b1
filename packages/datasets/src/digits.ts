import { DatasetOptionError } from './errors.ts';
import type { Split } from './types.ts';

/** Images of handwritten digits in the form of MNIST. */
export interface Digits {
  readonly height: number;
  readonly width: number;
  /** Grey values 0 … 255, [count, height, width]. */
  readonly images: Uint8Array;
  /** The digit 0 … 9 that each image shows, [count]. */
  readonly labels: Uint8Array;
}

/** The digits that each split draws from; no digit is in two of them. */
export type DigitSplits = Readonly<Record<Split, Digits>>;

/** Returns the first `variants` digits of a split; all if it is undefined. Throws a `DatasetOptionError` if the split has fewer. */
export function firstDigits(digits: Digits, variants: number | undefined): Digits {
  const count = digits.labels.length;
  if (count === 0 || digits.images.length !== count * digits.height * digits.width) {
    throw new DatasetOptionError(
      `digits must hold at least one image of ${digits.height}×${digits.width} for each label, not ${digits.images.length} bytes for ${count} labels`,
    );
  }
  if (variants === undefined) return digits;
  if (!(Number.isSafeInteger(variants) && variants >= 1 && variants <= count)) {
    throw new DatasetOptionError(`variants must be a whole number from 1 to ${count}, the number of digits, not ${variants}`);
  }
  return {
    ...digits,
    images: digits.images.subarray(0, variants * digits.height * digits.width),
    labels: digits.labels.subarray(0, variants),
  };
}

/** Returns a digit at half its height and width; each pixel is the mean of 2×2, in [0, 1]. */
export function halveDigit(digits: Digits, index: number): Float32Array {
  const { height, width, images } = digits;
  const rows = height >> 1;
  const columns = width >> 1;
  const half = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const corner = (index * height + 2 * y) * width + 2 * x;
      const sum = images[corner]! + images[corner + 1]! + images[corner + width]! + images[corner + width + 1]!;
      half[y * columns + x] = sum / 1020;
    }
  }
  return half;
}
