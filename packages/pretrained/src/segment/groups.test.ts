import { expect, it } from 'vitest';
import { type Grouped, pairComponents, reordered } from './groups.ts';

/** A frame of three pixels of objects and one of background, of three components with one number each. */
const frame = (rows: readonly (readonly number[])[], theta: readonly number[]): Grouped => ({
  k: 3,
  start: 0,
  gamma: Float32Array.from(rows.flat()),
  theta: Float32Array.from(theta),
  cost: 1,
  ink: Uint8Array.of(1, 1, 1, 0),
});

it('components are paired by the pixels of objects that they share, whatever they say of the background', () => {
  const to = frame(
    [
      [0.75, 0.25, 0, 0],
      [0.25, 0.5, 0, 0],
      [0, 0.25, 1, 1],
    ],
    [0, 0, 0],
  );
  const other = frame(
    [
      [0, 0, 0.75, 0],
      [1, 0, 0.25, 0],
      [0, 1, 0, 1],
    ],
    [7, 8, 9],
  );
  const order = pairComponents([other], [to], 3);
  expect(order).toEqual([1, 2, 0]);
  const { gamma, theta } = reordered(other, order);
  expect([...theta]).toEqual([8, 9, 7]);
  expect([...gamma]).toEqual([1, 0, 0.25, 0, 0, 1, 0, 1, 0, 0, 0.75, 0]);
  expect(pairComponents([reordered(other, order), to], [to, to], 3)).toEqual([0, 1, 2]);
  expect(pairComponents([], [], 3)).toEqual([0, 1, 2]);
});
