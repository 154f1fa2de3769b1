import type { DigitSplits, Digits, Shape } from '@neural-em/datasets';

const square: Shape = ['1111', '1111', '1111', '1111'];
const triangle: Shape = ['0001000', '0011100', '0111110', '1111111'];

/** Shapes for a canvas of 16×16: a square of 4×4, and triangles of 4 rows and 7 columns. */
export const smallShapes: readonly Shape[] = [square, triangle, [...triangle].reverse()];

/** Returns digits at half their size; `flyingMnist` halves them once more, to 7×7 pixels. */
export function halved(splits: DigitSplits): DigitSplits {
  return { training: half(splits.training), validation: half(splits.validation), test: half(splits.test) };
}

function half({ height, width, images, labels }: Digits): Digits {
  const [rows, columns] = [height >> 1, width >> 1];
  const out = new Uint8Array(labels.length * rows * columns);
  for (let n = 0; n < labels.length; n++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        const at = (n * height + 2 * y) * width + 2 * x;
        out[(n * rows + y) * columns + x] = (images[at]! + images[at + 1]! + images[at + width]! + images[at + width + 1]!) / 4;
      }
  return { height: rows, width: columns, images: out, labels };
}
