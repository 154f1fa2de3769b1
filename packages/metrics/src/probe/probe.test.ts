import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { centroids, type FactorArray, linearReadOut, MetricInputError, type ObjectVectors, objectVectors } from './index.ts';
import { fitRidge } from './ridge.ts';

/** The same numbers at every run. */
function numbers(count: number, seed: number): Float64Array {
  let state = seed + 1;
  return Float64Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

describe('ridge regression', () => {
  it('is where the gradient of its loss is 0, and finds a linear map without noise', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(1e-9, 1e-3, 1), (seed, ridge) => {
        const [rows, size, count] = [30, 4, 2];
        const x = numbers(rows * size, seed);
        const y = Float64Array.from({ length: rows * count }, (_, i) => {
          const row = Math.floor(i / count);
          return i % count === 0 ? 3 * x[row * size]! - 2 * x[row * size + 3]! + 7 : x[row * size + 1]! ** 2;
        });
        const { apply } = fitRidge(x, y, { size, count, ridge });
        const at = (row: ArrayLike<number>) => apply(Float64Array.from(row));
        // The map is linear, so its values at 0 and at the unit vectors determine it.
        const origin = at(new Float64Array(size));
        const read = apply(x);
        for (let c = 0; c < count; c++) {
          const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
          const error = Array.from({ length: rows }, (_, r) => read[r * count + c]! - y[r * count + c]!);
          expect(mean(error)).toBeCloseTo(0, 9);
          for (let i = 0; i < size; i++) {
            const column = Array.from({ length: rows }, (_, r) => x[r * size + i]!);
            const deviation = Math.sqrt(mean(column.map((value) => (value - mean(column)) ** 2)));
            const unit = new Float64Array(size);
            unit[i] = 1;
            const weight = (at(unit)[c]! - origin[c]!) * deviation;
            expect(mean(error.map((e, r) => (e * (column[r]! - mean(column))) / deviation)) + ridge * weight).toBeCloseTo(0, 9);
          }
        }
        if (ridge < 1e-6) for (let r = 0; r < rows; r++) expect(read[r * count]).toBeCloseTo(y[r * count]!, 5);
      }),
      { numRuns: 30 },
    );
  });

  it('leaves out an input that never changes', () => {
    const x = Float64Array.of(1, 5, 2, 5, 3, 5, 4, 5);
    const { apply } = fitRidge(x, Float64Array.of(2, 4, 6, 8), { size: 2, count: 1, ridge: 1e-9 });
    expect(apply(Float64Array.of(5, 99))[0]).toBeCloseTo(10, 5);
  });
});

/** Two images of four pixels, two objects each, three components; in the second image components have changed places. */
const grouping = {
  shape: { T: 1, B: 2, K: 3, M: 2, D: 4 },
  theta: Float32Array.of(1, 2, 3, 4, 5, 6, /**/ 7, 8, 9, 10, 11, 12),
  assigned: Int32Array.of(0, 0, 2, 1, /**/ 2, 2, 1, 1),
  groups: Uint8Array.of(1, 1, 2, 0, /**/ 1, 1, 2, 2),
  frames: [0],
};
const factors: Record<string, FactorArray> = {
  positions: { shape: [1, 2, 2, 2], values: Float32Array.of(10, 11, 20, 21, /**/ 30, 31, 40, 41) },
  shapes: { shape: [1, 2, 2, 1], values: Uint8Array.of(3, 4, /**/ 5, 6) },
  collisions: { shape: [1, 2, 2, 2, 1], values: new Uint8Array(8) },
};

describe('vectors of objects', () => {
  it('are those of the components that overlap them, with the factors of each', () => {
    const found = objectVectors(grouping, factors);
    expect(found.places).toEqual([
      { t: 0, b: 0, group: 1, component: 0 },
      { t: 0, b: 0, group: 2, component: 2 },
      { t: 0, b: 1, group: 1, component: 2 },
      { t: 0, b: 1, group: 2, component: 1 },
    ]);
    expect([...found.vectors]).toEqual([1, 2, 5, 6, 11, 12, 9, 10]);
    expect(Object.keys(found.factors)).toEqual(['positions', 'shapes']);
    expect([...found.factors.positions!.values]).toEqual([10, 11, 20, 21, 30, 31, 40, 41]);
    expect([...found.factors.shapes!.values]).toEqual([3, 4, 5, 6]);
    expect([found.factors.positions!.isClass, found.factors.shapes!.isClass]).toEqual([false, true]);
  });

  it('have the factors of the frame that a step shows', () => {
    const later = { shape: [2, 2, 2, 1], values: Float32Array.of(0, 0, 0, 0, 1, 2, 3, 4) };
    expect([...objectVectors({ ...grouping, frames: [1] }, { later }).factors.later!.values]).toEqual([1, 2, 3, 4]);
  });

  it('leave out an object that is hidden, or that no component overlaps', () => {
    const hidden = {
      ...grouping,
      groups: Uint8Array.of(1, 1, 1, 1, /**/ 1, 1, 2, 2),
      assigned: Int32Array.of(0, 0, 0, 0, /**/ 2, 2, 9, 9),
    };
    expect(objectVectors(hidden, factors).places.map(({ b, group }) => [b, group])).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('are refused where lengths do not agree', () => {
    expect(() => objectVectors({ ...grouping, theta: new Float32Array(3) }, factors)).toThrow(
      new MetricInputError('theta must hold 12 values, as the shape says, not 3'),
    );
    const other = { shape: [1, 3, 2, 1], values: new Float32Array(6) };
    expect(() => objectVectors(grouping, { other })).toThrow('other must have shape [frames, 2, objects, n], not 6 values of [1, 3, 2, 1]');
  });
});

/** Objects with a place in the plane and one of three shapes, and vectors made of both by `encode`. */
function world(objects: number, seed: number, encode: (place: readonly number[], shape: number) => readonly number[]): ObjectVectors {
  const places = numbers(2 * objects, seed);
  const shapes = Float64Array.from(numbers(objects, seed + 1), (value) => Math.floor(1.5 * (value + 1)));
  const vectors = Array.from({ length: objects }, (_, i) => encode([places[2 * i]!, places[2 * i + 1]!], shapes[i]!));
  return {
    size: vectors[0]!.length,
    vectors: Float64Array.from(vectors.flat()),
    factors: {
      positions: { size: 2, isClass: false, values: places },
      shapes: { size: 1, isClass: true, values: shapes },
    },
    places: vectors.map((_, i) => ({ t: 0, b: i, group: 1, component: 0 })),
  };
}

describe('a linear read-out', () => {
  const mixed = (place: readonly number[], shape: number) => [
    place[0]! + place[1]!,
    place[0]! - 2 * place[1]!,
    shape === 0 ? 1 : 0.2,
    (shape === 1 ? 5 : 0) + place[0]!,
  ];

  it('finds what vectors hold, however it is mixed, in objects it has not seen', () => {
    const { measures, classes, objects } = linearReadOut({
      training: [world(150, 1, mixed), world(150, 3, mixed)],
      test: [world(100, 5, mixed)],
    });
    expect(measures.positions!.r2).toBeGreaterThan(0.999);
    expect(classes.shapes!.accuracy).toBe(1);
    expect(classes.shapes!.chance).toBeLessThan(0.5);
    expect(objects).toEqual({ training: 300, test: 100 });
  });

  it('finds in part what is there in part, and nothing in vectors that know nothing', () => {
    const half = linearReadOut({ training: [world(300, 1, ([y = 0]) => [y])], test: [world(200, 5, ([y = 0]) => [y])] });
    expect(half.measures.positions!.each[0]).toBeGreaterThan(0.999);
    expect(Math.abs(half.measures.positions!.each[1]!)).toBeLessThan(0.05);
    expect(half.measures.positions!.r2).toBeCloseTo((half.measures.positions!.each[0]! + half.measures.positions!.each[1]!) / 2, 9);
    const blind = linearReadOut({ training: [world(300, 1, () => [1, 2])], test: [world(200, 5, () => [1, 2])] });
    expect(Math.abs(blind.measures.positions!.r2)).toBeLessThan(0.05);
    expect(blind.classes.shapes!.accuracy).toBeLessThan(0.5);
  });

  it('refuses nothing to fit, parts of other sizes and a ridge of 0', () => {
    const one = world(9, 1, mixed);
    expect(() => linearReadOut({ training: [], test: [one] })).toThrow('training must hold at least one object, not none');
    expect(() => linearReadOut({ training: [one, world(9, 1, () => [1])], test: [one] })).toThrow('vectors of one size');
    expect(() => linearReadOut({ training: [one], test: [world(9, 1, () => [1])] })).toThrow(MetricInputError);
    expect(() => linearReadOut({ training: [one], test: [one] }, { ridge: 0 })).toThrow('ridge must be a finite number above 0, not 0');
  });
});

it('centroids are the mean places of the pixels of each label', () => {
  // 0 0 1
  // 2 9 1
  const labels = [0, 0, 1, 2, 9, 1];
  expect([...centroids([...labels, ...labels], { height: 2, width: 3, components: 4 })]).toEqual(
    [0.5, 1, 1, 2.5, 1.5, 0.5, 0, 0].flatMap((_, i, all) => (i === 0 ? [...all, ...all] : [])),
  );
});
