import { createRandom } from '@neural-em/random';
import fc from 'fast-check';
import { type Contract, type Expected, exactly, filled, indices, type Nd, offsetOf, seeds, shapes, sizeOf } from './contract.ts';

/** Returns an array of `shape` whose value at each index `at` chooses. */
function build(shape: readonly number[], at: (index: readonly number[]) => number): Expected {
  const values = new Float64Array(sizeOf(shape));
  let i = 0;
  for (const index of indices(shape)) values[i++] = at(index);
  return exactly(shape, values);
}

const valueAt = (nd: Nd, index: readonly number[]): number => nd.values[offsetOf(nd.shape, index)]!;

function shuffled(n: number, seed: number): number[] {
  const random = createRandom('order', seed);
  return Array.from({ length: n }, (_, i) => ({ i, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ i }) => i);
}

const wide = fc.oneof({ weight: 5, arbitrary: shapes({ rank: 6, most: 6 }) }, { weight: 1, arbitrary: shapes({ rank: 3, most: 60 }) });

const transpose: Contract = {
  cases: fc
    .tuple(wide, seeds)
    .map(([shape, seed]) => ({ inputs: { x: filled(shape, seed) }, attrs: { perm: shuffled(shape.length, seed) } })),
  oracle: ({ inputs, attrs }) => {
    const x = inputs.x!;
    const perm = attrs.perm as number[];
    return [
      build(
        perm.map((d) => x.shape[d]!),
        (index) =>
          valueAt(
            x,
            x.shape.map((_, d) => index[perm.indexOf(d)]!),
          ),
      ),
    ];
  },
  tolerance: 0,
};

const slice: Contract = {
  cases: fc.tuple(shapes({ rank: 5, least: 1 }), seeds).map(([shape, seed]) => {
    const random = createRandom('slice', seed);
    const begin = shape.map((size) => random.integer(size + 1));
    return { inputs: { x: filled(shape, seed) }, attrs: { begin, size: shape.map((size, d) => random.integer(size - begin[d]! + 1)) } };
  }),
  oracle: ({ inputs, attrs }) => {
    const begin = attrs.begin as number[];
    return [
      build(attrs.size as number[], (index) =>
        valueAt(
          inputs.x!,
          index.map((at, d) => at + begin[d]!),
        ),
      ),
    ];
  },
  tolerance: 0,
};

const split: Contract = {
  cases: fc
    .tuple(shapes({ rank: 4, least: 1 }), seeds, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }))
    .map(([shape, seed, sizes]) => {
      const axis = seed % shape.length;
      const whole = shape.map((size, d) => (d === axis ? sizes.reduce((a, b) => a + b, 0) : size));
      return { inputs: { x: filled(whole, seed) }, attrs: { numOrSizeSplits: sizes, axis } };
    }),
  oracle: ({ inputs, attrs }) => {
    const axis = attrs.axis as number;
    let start = 0;
    return (attrs.numOrSizeSplits as number[]).map((size) => {
      const from = start;
      start += size;
      return build(
        inputs.x!.shape.map((s, d) => (d === axis ? size : s)),
        (index) =>
          valueAt(
            inputs.x!,
            index.map((at, d) => (d === axis ? at + from : at)),
          ),
      );
    });
  },
  tolerance: 0,
};

const tile: Contract = {
  cases: fc.tuple(shapes({ rank: 4, least: 1, most: 5 }), seeds).map(([shape, seed]) => {
    const random = createRandom('tile', seed);
    return { inputs: { x: filled(shape, seed) }, attrs: { reps: shape.map(() => random.integer(4)) } };
  }),
  oracle: ({ inputs, attrs }) => {
    const { shape } = inputs.x!;
    const reps = attrs.reps as number[];
    return [
      build(
        shape.map((size, d) => size * reps[d]!),
        (index) =>
          valueAt(
            inputs.x!,
            index.map((at, d) => at % shape[d]!),
          ),
      ),
    ];
  },
  tolerance: 0,
};

const pad: Contract = {
  cases: fc.tuple(shapes({ rank: 4, least: 1 }), seeds).map(([shape, seed]) => {
    const random = createRandom('pad', seed);
    return {
      inputs: { x: filled(shape, seed) },
      attrs: { paddings: shape.map(() => [random.integer(3), random.integer(3)]), constantValue: 7.5 },
    };
  }),
  oracle: ({ inputs, attrs }) => {
    const x = inputs.x!;
    const paddings = attrs.paddings as [number, number][];
    const shape = x.shape.map((size, d) => size + paddings[d]![0] + paddings[d]![1]);
    return [
      build(shape, (index) => {
        const from = index.map((at, d) => at - paddings[d]![0]);
        return from.every((at, d) => at >= 0 && at < x.shape[d]!) ? valueAt(x, from) : 7.5;
      }),
    ];
  },
  tolerance: 0,
};

const concat: Contract = {
  cases: fc
    .tuple(shapes({ rank: 4, least: 1 }), seeds, fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 4 }))
    .map(([shape, seed, sizes]) => {
      const axis = seed % shape.length;
      const part = (size: number, i: number) => [
        String(i),
        filled(
          shape.map((s, d) => (d === axis ? size : s)),
          `${seed}/${i}`,
        ),
      ];
      return { inputs: Object.fromEntries(sizes.map(part)), attrs: { axis } };
    }),
  oracle: ({ inputs, attrs }) => {
    const parts = Object.values(inputs);
    const axis = attrs.axis as number;
    const total = parts.reduce((sum, part) => sum + part.shape[axis]!, 0);
    return [
      build(
        parts[0]!.shape.map((s, d) => (d === axis ? total : s)),
        (index) => {
          let along = index[axis]!;
          let which = 0;
          while (along >= parts[which]!.shape[axis]!) along -= parts[which++]!.shape[axis]!;
          return valueAt(
            parts[which]!,
            index.map((at, d) => (d === axis ? along : at)),
          );
        },
      ),
    ];
  },
  tolerance: 0,
};

const pack: Contract = {
  cases: fc.tuple(shapes({ rank: 4 }), seeds, fc.integer({ min: 1, max: 4 })).map(([shape, seed, count]) => ({
    inputs: Object.fromEntries(Array.from({ length: count }, (_, i) => [String(i), filled(shape, `${seed}/${i}`)])),
    attrs: { axis: seed % (shape.length + 1) },
  })),
  oracle: ({ inputs, attrs }) => {
    const parts = Object.values(inputs);
    const axis = attrs.axis as number;
    return [build(parts[0]!.shape.toSpliced(axis, 0, parts.length), (index) => valueAt(parts[index[axis]!]!, index.toSpliced(axis, 1)))];
  },
  tolerance: 0,
};

const unpack: Contract = {
  cases: fc.tuple(shapes({ rank: 5, least: 1 }), seeds).map(([shape, seed]) => ({
    inputs: { value: filled(shape, seed) },
    attrs: { axis: createRandom('axis', seed).integer(shape.length) },
  })),
  oracle: ({ inputs, attrs }) => {
    const x = inputs.value!;
    const axis = attrs.axis as number;
    const part = (at: number) => build(x.shape.toSpliced(axis, 1), (index) => valueAt(x, index.toSpliced(axis, 0, at)));
    return Array.from({ length: x.shape[axis]! }, (_, at) => part(at));
  },
  tolerance: 0,
};

export const layoutContracts: Record<string, Contract> = {
  Transpose: transpose,
  Slice: slice,
  SplitV: split,
  Unpack: unpack,
  Tile: tile,
  PadV2: pad,
  Concat: concat,
  Pack: pack,
};
