import { chooseBackend } from '@neural-em/backends';
import { matMul, randomUniform, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { turnBeforeMultiplying } from '../worker/matmul.ts';

const cases: readonly [a: number[], b: number[], transposeA: boolean, transposeB: boolean][] = [
  [[3, 5], [5, 4], false, false],
  [[5, 3], [5, 4], true, false],
  [[3, 5], [4, 5], false, true],
  [[5, 3], [4, 5], true, true],
  [[2, 5, 3], [2, 4, 5], true, true],
];
const products: { given: [Tensor, Tensor, boolean, boolean]; expected: number[] }[] = [];

beforeAll(async () => {
  await chooseBackend({ name: 'wasm' });
  for (const [a, b, transposeA, transposeB] of cases) {
    const given: [Tensor, Tensor, boolean, boolean] = [
      randomUniform(a, -1, 1, 'float32', 1),
      randomUniform(b, -1, 1, 'float32', 2),
      transposeA,
      transposeB,
    ];
    products.push({ given, expected: [...(await matMul(...given).data())] });
  }
  turnBeforeMultiplying();
});

test('multiplies turned matrices as the backend itself does', async () => {
  for (const { given, expected } of products) {
    const found = [...(await matMul(...given).data())];
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(expected[i]!, 5);
  }
});
