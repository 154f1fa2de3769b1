import { adjustedRandIndex, hardAssignment } from '@neural-em/metrics';
import { groupPixels } from '@neural-em/mixtures/images';
import { expect, test } from 'vitest';
import { render, SIDE } from '../shared/picture.ts';
import { stampAt } from '../shared/shapes.ts';
import { kMeans } from '../worker/groupers/k-means.ts';
import { mixture } from '../worker/groupers/mixture.ts';
import type { Grouper, GrouperOptions, Grouping } from '../worker/groupers/types.ts';

const image = render([stampAt('square', { x: 5, y: 5 }), stampAt('triangle', { x: 20, y: 8 }), stampAt('square', { x: 12, y: 22 })]);
const options: GrouperOptions = { components: 3, seed: 4, height: SIDE, width: SIDE, image: image.pixels };
const lit = [...image.pixels.keys()].filter((i) => image.pixels[i] === 1);

async function run(grouper: Grouper, steps: number): Promise<Grouping[]> {
  const groupings = [grouper.first];
  for (let t = 0; t < steps; t++) groupings.push(await grouper.step(image.pixels, image.pixels));
  return groupings;
}

const labels = ({ gamma }: Grouping) => {
  const all = hardAssignment(gamma, [3, SIDE * SIDE]);
  return lit.map((i) => all[i]!);
};

test('k-means ends where the package of mixtures does on shapes that lie apart', async () => {
  const groupings = await run(kMeans(options), 15);
  const expected = groupPixels(image.pixels, { height: SIDE, width: SIDE, groups: 3, seed: 1 });
  expect(
    adjustedRandIndex(
      lit.map((i) => expected[i]!),
      labels(groupings.at(-1)!),
    ),
  ).toBe(1);
});

test('the mixture separates shapes that lie apart, and its responsibilities sum to one', async () => {
  const groupings = await run(mixture(options), 15);
  expect(
    adjustedRandIndex(
      lit.map((i) => image.truth[i]!),
      labels(groupings.at(-1)!),
    ),
  ).toBe(1);
  for (const { gamma } of groupings)
    for (let i = 0; i < SIDE * SIDE; i++) expect(gamma[i]! + gamma[SIDE * SIDE + i]! + gamma[2 * SIDE * SIDE + i]!).toBeCloseTo(1, 5);
});

test.each([
  ['k-means', kMeans],
  ['mixture', mixture],
])('%s takes an empty picture, one pixel, and more components than pixels', async (_, make) => {
  for (const on of [[], [100], [100, 101]]) {
    const pixels = new Float32Array(SIDE * SIDE);
    for (const i of on) pixels[i] = 1;
    const grouper = make({ ...options, components: 8, image: pixels });
    const { gamma, means } = await grouper.step(pixels, pixels);
    expect([...gamma, ...means].every((value) => value >= 0 && value <= 1 + 1e-6)).toBe(true);
  }
});
