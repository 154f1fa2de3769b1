import { createRandom } from '@neural-em/random';
import fc from 'fast-check';
import {
  type Case,
  type Contract,
  type Expected,
  exactly,
  filled,
  indices,
  type Nd,
  oddity,
  offsetOf,
  seeds,
  shapes,
  sizeOf,
} from './contract.ts';

const wide = fc.oneof(
  { weight: 6, arbitrary: shapes({ rank: 4, least: 1, empty: false }) },
  { weight: 1, arbitrary: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 100, max: 900 })) },
);
const some = <T>(of: readonly T[], seed: number): T => of[createRandom('choice', seed).integer(of.length)]!;
const axisOf = (shape: readonly number[], seed: number) => some([...shape.keys()], seed);

/** Returns an array of whole numbers in [low, high). */
function wholes(shape: readonly number[], seed: number | string, low: number, high: number): Nd {
  const random = createRandom('whole', seed);
  return { shape, dtype: 'int32', values: Float64Array.from({ length: sizeOf(shape) }, () => low + random.integer(high - low)) };
}

const along = (shape: readonly number[], axis: number) => ({
  outer: sizeOf(shape.slice(0, axis)),
  n: shape[axis]!,
  inner: sizeOf(shape.slice(axis + 1)),
});

const reverse: Contract = {
  cases: fc.tuple(wide, seeds).map(([shape, seed]) => {
    const random = createRandom('dims', seed);
    return { inputs: { x: filled(shape, seed) }, attrs: { dims: [...shape.keys()].filter(() => random.uniform() < 0.5) } };
  }),
  oracle: ({ inputs, attrs }) => {
    const x = inputs.x!;
    const dims = attrs.dims as number[];
    const from = (index: readonly number[]) => index.map((at, d) => (dims.includes(d) ? x.shape[d]! - 1 - at : at));
    return [
      exactly(
        x.shape,
        Array.from(indices(x.shape), (index) => x.values[offsetOf(x.shape, from(index))]!),
      ),
    ];
  },
  tolerance: 0,
};

function scan(join: (a: number, b: number) => number, start: number, spread: number): Contract {
  return {
    cases: fc.tuple(wide, seeds, fc.boolean(), fc.boolean()).map(([shape, seed, exclusive, reversed]) => ({
      inputs: { x: filled(shape, seed, { spread }) },
      attrs: { axis: axisOf(shape, seed), exclusive, reverse: reversed },
    })),
    oracle: ({ inputs, attrs }) => {
      const { shape, values: x } = inputs.x!;
      const { outer, n, inner } = along(shape, attrs.axis as number);
      const values = new Float64Array(x.length);
      const scale = new Float64Array(x.length);
      for (let o = 0; o < outer; o++)
        for (let i = 0; i < inner; i++) {
          let [total, size] = [start, Math.abs(start)];
          for (let step = 0; step < n; step++) {
            const at = (o * n + (attrs.reverse ? n - 1 - step : step)) * inner + i;
            const [before, sizeBefore] = [total, size];
            total = join(total, x[at]!);
            size = join(size, Math.abs(x[at]!));
            values[at] = attrs.exclusive ? before : total;
            scale[at] = attrs.exclusive ? sizeBefore : size;
          }
        }
      return [{ shape, values, scale }];
    },
    tolerance: 1e-6,
  };
}

const arg = (beats: (a: number, b: number) => boolean): Contract => ({
  cases: fc.tuple(wide, seeds, oddity).map(([shape, seed, specials]) => {
    const x = filled(shape, seed, { specials });
    // Rounded, so that there are equal ones.
    return { inputs: { x: { ...x, values: x.values.map(Math.round) } }, attrs: { axis: axisOf(shape, seed) } };
  }),
  oracle: ({ inputs, attrs }) => {
    const { shape, values } = inputs.x!;
    const axis = attrs.axis as number;
    const { outer, n, inner } = along(shape, axis);
    const places: number[] = [];
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        let best = 0;
        const at = (step: number) => values[(o * n + step) * inner + i]!;
        for (let step = 1; step < n; step++) if (beats(at(step), at(best))) best = step;
        places.push(best);
      }
    return [exactly(shape.toSpliced(axis, 1), places, 'int32')];
  },
  tolerance: 0,
});

const topK: Contract = {
  cases: fc.tuple(wide, seeds).map(([shape, seed]) => {
    const x = filled(shape, seed);
    const k = 1 + createRandom('k', seed).integer(shape.at(-1)!);
    return { inputs: { x: { ...x, values: x.values.map((v) => Math.round(v * 4) / 4) } }, attrs: { k, sorted: true } };
  }),
  oracle: ({ inputs, attrs }) => {
    const { shape, values } = inputs.x!;
    const n = shape.at(-1)!;
    const best = Array.from({ length: values.length / n }, (_, row) => {
      const entries = Array.from(values.subarray(row * n, row * n + n), (value, index) => ({ value, index }));
      return entries.sort((a, b) => b.value - a.value || a.index - b.index).slice(0, attrs.k as number);
    }).flat();
    const out = [...shape.slice(0, -1), attrs.k as number];
    const [first, second] = [best.map(({ value }) => value), best.map(({ index }) => index)];
    return [exactly(out, first), exactly(out, second, 'int32')];
  },
  tolerance: 0,
};

const gather: Contract = {
  cases: fc.tuple(wide, shapes({ rank: 2, empty: false }), seeds, fc.boolean()).map(([shape, picked, seed, batched]) => {
    const batchDims = batched && shape.length > 1 ? 1 : 0;
    const axis = Math.max(batchDims, axisOf(shape, seed));
    const which = batchDims ? [shape[0]!, ...picked] : picked;
    return { inputs: { x: filled(shape, seed), indices: wholes(which, seed, 0, shape[axis]!) }, attrs: { axis, batchDims } };
  }),
  oracle: ({ inputs, attrs }) => {
    const [x, which] = [inputs.x!, inputs.indices!];
    const [axis, batchDims] = [attrs.axis as number, attrs.batchDims as number];
    const picked = which.shape.slice(batchDims);
    const shape = [...x.shape.slice(0, axis), ...picked, ...x.shape.slice(axis + 1)];
    const at = (index: readonly number[]) => {
      const inner = index.slice(axis, axis + picked.length);
      const row = which.values[offsetOf(which.shape, [...index.slice(0, batchDims), ...inner])]!;
      return x.values[offsetOf(x.shape, [...index.slice(0, axis), row, ...index.slice(axis + picked.length)])]!;
    };
    return [exactly(shape, Array.from(indices(shape), at))];
  },
  tolerance: 0,
};

/** Draws some rows of [rows, …], named by the first numbers of their index. */
const rowsOf = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 7 }), shapes({ rank: 2, empty: false }), seeds);

function sumRows(shape: readonly number[], ids: Float64Array, updates: Float64Array): Expected {
  const values = new Float64Array(sizeOf(shape));
  const scale = new Float64Array(values.length);
  const inner = updates.length / ids.length;
  ids.forEach((id, row) => {
    for (let i = 0; i < inner && id >= 0 && id * inner + i < values.length; i++) {
      values[id * inner + i]! += updates[row * inner + i]!;
      scale[id * inner + i]! += Math.abs(updates[row * inner + i]!);
    }
  });
  return { shape, values, scale };
}

const pairs = ({ inputs }: Case, shape: readonly number[]) => {
  const { values } = inputs.indices!;
  return Float64Array.from({ length: values.length / 2 }, (_, i) => values[2 * i]! * shape[1]! + values[2 * i + 1]!);
};

const pairIndices = (rows: number, segments: number, seed: number): Nd => {
  const [first, second] = [wholes([rows], `${seed}/0`, 0, segments), wholes([rows], `${seed}/1`, 0, 3)];
  return {
    shape: [rows, 2],
    dtype: 'int32',
    values: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 ? second : first).values[i >> 1]!),
  };
};

export const sequenceContracts: Record<string, Contract> = {
  Reverse: reverse,
  Cumsum: scan((a, b) => a + b, 0, 2),
  Cumprod: scan((a, b) => a * b, 1, 1),
  ArgMax: arg((a, b) => a > b),
  ArgMin: arg((a, b) => a < b),
  TopK: topK,
  GatherV2: gather,
  GatherNd: {
    cases: rowsOf.map(([rows, segments, inner, seed]) => ({
      inputs: { params: filled([segments, 3, ...inner], seed), indices: pairIndices(rows, segments, seed) },
      attrs: {},
    })),
    oracle: (call) => {
      const { shape, values } = call.inputs.params!;
      const inner = sizeOf(shape.slice(2));
      const rows = Array.from(pairs(call, shape), (row) => Array.from(values.subarray(row * inner, (row + 1) * inner)));
      return [exactly([rows.length, ...shape.slice(2)], rows.flat())];
    },
    tolerance: 0,
  },
  UnsortedSegmentSum: {
    cases: rowsOf.map(([rows, segments, inner, seed]) => ({
      inputs: { x: filled([rows, ...inner], seed), segmentIds: wholes([rows], seed, -1, segments + 1) },
      attrs: { numSegments: segments },
    })),
    oracle: ({ inputs, attrs }) => {
      const shape = [attrs.numSegments as number, ...inputs.x!.shape.slice(1)];
      return [sumRows(shape, inputs.segmentIds!.values, inputs.x!.values)];
    },
    tolerance: 1e-6,
  },
  ScatterNd: {
    cases: rowsOf.map(([rows, segments, inner, seed]) => ({
      inputs: { updates: filled([rows, ...inner], seed), indices: pairIndices(rows, segments, seed) },
      attrs: { shape: [segments, 3, ...inner] },
    })),
    oracle: (call) => [sumRows(call.attrs.shape as number[], pairs(call, call.attrs.shape as number[]), call.inputs.updates!.values)],
    tolerance: 1e-6,
  },
  OneHot: {
    cases: fc
      .tuple(shapes({ rank: 2 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom('float32', 'int32'), seeds)
      .map(([shape, depth, dtype, seed]) => ({
        inputs: { indices: wholes(shape, seed, -1, depth + 1) },
        attrs: { depth, dtype, onValue: 5, offValue: -2 },
      })),
    oracle: ({ inputs, attrs }) => {
      const { shape, values } = inputs.indices!;
      const depth = attrs.depth as number;
      const hot = Array.from(values, (index) => Array.from({ length: depth }, (_, at) => (at === index ? 5 : -2)));
      return [exactly([...shape, depth], hot.flat(), attrs.dtype as 'int32')];
    },
    tolerance: 0,
  },
};
