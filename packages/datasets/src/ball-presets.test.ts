import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type BallStatistics, ballStatistics, mean } from './ball-statistics.fixture.ts';
import { type BallsDataset, balls3curtain, balls4mass, balls678mass, bouncingBalls } from './index.ts';

interface Measured extends BallStatistics {
  readonly file: string;
  readonly set: string;
  readonly frames: number;
}

/** Measured by golden/ball-statistics.ts on the animations that come with the authors' code. */
const golden: { readonly sequences: readonly Measured[] } = JSON.parse(
  readFileSync(new URL('../golden/ball-statistics.json', import.meta.url), 'utf8'),
);
const theirs = (file: string) => golden.sequences.find((sequence) => sequence.file === file)!;

const SEQUENCES = 12;
const law = { seed: 1, frames: 500 };
const measure = (data: BallsDataset, balls: number, radii: readonly number[]) =>
  Array.from({ length: SEQUENCES }, (_, i) => ballStatistics(data.read('test', [i]).frames, { side: 64, balls, radii }));
const deviation = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));

const squareOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v * v, 0);

/** Compares one sequence of the authors with the spread over ours: only one in 200 lies outside, by Student's t with 11 degrees of freedom. */
function expectWithin(value: number, ours: readonly number[]): void {
  expect(Math.abs(value - mean(ours))).toBeLessThan(3.5 * Math.sqrt(1 + 1 / SEQUENCES) * deviation(ours));
}

describe('bouncing balls are those of the authors', () => {
  const mass = measure(balls4mass(law), 4, [5.12, 6.4]);
  // Their second sequence happens to have only heavy balls, their third six balls.
  const heavy = measure(bouncingBalls({ ...law, kinds: [{ radius: 6.4, mass: 6 }] }), 4, [5.12, 6.4]);
  const six = measure(bouncingBalls({ ...law, objects: 6 }), 6, [5.12, 6.4]);
  const curtain = measure(balls3curtain(law), 3, [7.68]);
  const pairs: [string, readonly BallStatistics[]][] = [
    ['balls4mass_rnem1.gif', mass],
    ['balls4mass_rnem2.gif', heavy],
    ['balls678mass_rnem1.gif', six],
    ['curtain_rnem1.gif', curtain],
  ];

  it.each(pairs)('%s: radii, speeds, walls, and how often balls touch', (file, ours) => {
    const measured = theirs(file);
    measured.radii.forEach((radius, kind) => {
      const own = ours.flatMap(({ radii }) => radii[kind] ?? []);
      if (radius !== null) expect(Math.abs(radius - mean(own))).toBeLessThan(0.01);
    });
    expectWithin(
      measured.norm,
      ours.map(({ norm }) => norm),
    );
    expectWithin(
      measured.touching,
      ours.map(({ touching }) => touching),
    );
    // A row of pixels at the edge of a disc moves its centre by a tenth of a pixel; pixels that a curtain hides move it by another two tenths.
    for (const wall of [measured.wall, Math.min(...ours.map((sequence) => sequence.wall))]) expect(Math.abs(wall)).toBeLessThan(0.4);
  });

  it('have one norm of all velocities, whatever their number, and light and heavy ones with equal chance', () => {
    const indices = Array.from({ length: 200 }, (_, i) => i);
    let light = 0;
    let balls = 0;
    for (const data of [balls4mass({ seed: 2, frames: 1 }), balls678mass({ seed: 2, frames: 1 })]) {
      const { groups, annotations } = data.read('training', indices);
      const { shape, values } = annotations.velocities;
      const N = shape[2]!;
      for (const b of indices) {
        const square = squareOf(values.subarray(b * N * 2, (b + 1) * N * 2));
        expect(Math.sqrt(square)).toBeCloseTo(64 / 30, 5);
        const image = groups.subarray(b * 4096, (b + 1) * 4096);
        for (let k = 1; k <= N; k++) {
          const area = image.reduce((sum, group) => sum + (group === k ? 1 : 0), 0);
          if (area > 0) balls++;
          if (area > 0 && area < 105) light++;
        }
      }
    }
    expect(Math.abs(light / balls - 0.5)).toBeLessThan(3 * Math.sqrt(0.25 / balls));
  });

  it('keep their proportions at another size', () => {
    const { shape, annotations } = balls3curtain({ seed: 1, side: 32, frames: 2 }).read('training', [0]);
    expect(shape).toEqual([2, 1, 32, 32, 1]);
    const square = squareOf(annotations.velocities.values.subarray(0, 6));
    expect(Math.sqrt(square)).toBeCloseTo(1.6, 5);
    const data = balls4mass({ seed: 1, side: 32, frames: 100 }).read('training', [0]);
    const { radii } = ballStatistics(data.frames, { side: 32, balls: 4, radii: [2.56, 3.2] });
    for (const [kind, radius] of [2.56, 3.2].entries()) if (radii[kind] != null) expect(radii[kind]).toBeCloseTo(radius, 1);
  });
});
