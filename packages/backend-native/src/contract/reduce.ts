import fc from 'fast-check';
import { type Case, type Contract, filled, indices, type Nd, oddity, offsetOf, seeds, shapes, sizeOf } from './contract.ts';

interface Reduction {
  readonly attribute: string;
  readonly of: (values: number[]) => number;
}

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

const reductions: Record<string, Reduction> = {
  Sum: { attribute: 'axis', of: sum },
  Mean: { attribute: 'axis', of: (values) => sum(values) / values.length },
  Max: { attribute: 'reductionIndices', of: (values) => Math.max(...values) },
  Min: { attribute: 'axis', of: (values) => Math.min(...values) },
};

const long = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 200, max: 20000 }), fc.integer({ min: 1, max: 3 }));

const cases = (attribute: string): fc.Arbitrary<Case> =>
  fc
    .tuple(
      fc.oneof({ weight: 9, arbitrary: shapes({ rank: 5 }) }, { weight: 1, arbitrary: long }),
      seeds,
      oddity,
      fc.boolean(),
      fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    )
    .map(([shape, seed, specials, keepDims, reduced]) => ({
      inputs: { x: filled(shape, seed, { specials }) },
      attrs: { [attribute]: shape.map((_, d) => d).filter((d) => reduced[d]), keepDims },
    }));

/** Returns the values of x that each place of the result combines. */
function groups(x: Nd, axes: number[]): { kept: number[]; values: number[][] } {
  const kept = x.shape.map((size, d) => (axes.includes(d) ? 1 : size));
  const values = Array.from({ length: sizeOf(kept) }, (): number[] => []);
  let i = 0;
  for (const index of indices(x.shape))
    values[
      offsetOf(
        kept,
        index.map((at, d) => (axes.includes(d) ? 0 : at)),
      )
    ]!.push(x.values[i++]!);
  return { kept, values };
}

function contractOf({ attribute, of }: Reduction): Contract {
  return {
    cases: cases(attribute),
    oracle: ({ inputs, attrs }) => {
      const x = inputs.x!;
      const axes = attrs[attribute] as number[];
      const { kept, values } = groups(x, axes);
      return [
        {
          shape: attrs.keepDims ? kept : x.shape.filter((_, d) => !axes.includes(d)),
          values: Float64Array.from(values, of),
          scale: Float64Array.from(values, (group) => of(group.map(Math.abs))),
        },
      ];
    },
    tolerance: 2e-6,
  };
}

const softmax: Contract = {
  cases: fc.tuple(shapes({ rank: 3, empty: false }), fc.integer({ min: 1, max: 700 }), seeds).map(([shape, n, seed]) => ({
    inputs: { logits: filled([...shape, n], seed, { spread: 20 }) },
    attrs: { dim: -1 },
  })),
  oracle: ({ inputs }) => {
    const { shape, values } = inputs.logits!;
    const n = shape.at(-1)!;
    const out = new Float64Array(values.length);
    for (let row = 0; row < values.length; row += n) {
      const logits = Array.from(values.subarray(row, row + n));
      const top = Math.max(...logits);
      const total = sum(logits.map((v) => Math.exp(v - top)));
      logits.forEach((v, i) => {
        out[row + i] = Math.exp(v - top) / total;
      });
    }
    // exp magnifies the rounding of logit − largest logit.
    return [{ shape, values: out, scale: out.map((p) => p * (1 + Math.abs(Math.log(p)))) }];
  },
  tolerance: 1e-6,
};

export const reduceContracts: Record<string, Contract> = {
  ...Object.fromEntries(Object.entries(reductions).map(([name, reduction]) => [name, contractOf(reduction)])),
  Softmax: softmax,
};
