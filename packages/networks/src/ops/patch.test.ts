import { expectClose, normalTensor, numericGradient, useCpuBackend, values } from '@neural-em/testing';
import { grad, mul, reshape, sigmoid, sum, type Tensor, type Tensor3D, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { drawPatch, placePatch, readPatch } from './patch.ts';

useCpuBackend();

/** The centre at `row` and `column` of an image of 5×7. */
const placeAt = (row: number, column: number) => tensor([[row / 4, column / 6]]);
const placed = (place: Tensor) => placePatch({ image: [5, 7], patch: [3, 2] })(place);
/** A patch of 3 rows and 2 columns, given by rows. */
const patch = (rows: number[][]) => tensor([[0, 1].map((column) => rows.map((row) => row[column]!))]) as Tensor3D;
const numbers = () =>
  patch([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);

describe('a patch', () => {
  it('is drawn around its centre', () => {
    // Two columns have their centre between two pixels: 3.5 is the middle of columns 3 and 4.
    const image = values(drawPatch(numbers(), placed(placeAt(2, 3.5))));
    const expected = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    for (const [i, value] of image.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  });

  it('is interpolated between pixels, and cut at the edge', () => {
    const image = values(drawPatch(numbers(), placed(placeAt(3.5, 6))));
    const at = (row: number, column: number) => image[row * 7 + column]!;
    // Rows 2.5, 3.5 and 4.5; columns 5.5 and 6.5, half of each beyond the last column.
    expect(at(2, 5)).toBeCloseTo(0.5 * 0.5 * 1, 4);
    expect(at(3, 5)).toBeCloseTo(0.5 * (0.5 * 1 + 0.5 * 3), 4);
    expect(at(4, 6)).toBeCloseTo(0.5 * (0.5 * 3 + 0.5 * 5) + 0.5 * (0.5 * 4 + 0.5 * 6), 4);
    expect(at(1, 5)).toBe(0);
  });

  it('is read where it was drawn: reading is the transpose of drawing', () => {
    const place = sigmoid(normalTensor([3, 2], 'place'));
    const drawn = normalTensor([3, 2, 6], 'patch') as Tensor3D;
    const image = normalTensor([3, 70], 'image');
    const product = (a: Tensor, b: Tensor) => sum(mul(reshape(a, [-1]), reshape(b, [-1])));
    expectClose(product(drawPatch(drawn, placed(place)), image), product(drawn, readPatch(image, placed(place))), 1e-4);
    expectClose(readPatch(drawPatch(numbers(), placed(placeAt(2, 3.5))), placed(placeAt(2, 3.5))), numbers(), 1e-4);
  });

  it('has a gradient with respect to its place', () => {
    const probe = normalTensor([2, 35, 1], 'probe');
    const drawn = normalTensor([2, 2, 3], 'patch') as Tensor3D;
    const score = (place: Tensor) => sum(mul(drawPatch(drawn, placed(place)), probe));
    const place = tensor([
      [0.53, 0.39],
      [0.36, 0.71],
    ]);
    expectClose(grad(score)(place), numericGradient(score, place), 2e-2);
  });
});
