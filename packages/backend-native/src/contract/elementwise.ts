import fc from 'fast-check';
import { broadcast, broadcastPair } from './broadcast.ts';
import { type Case, type Contract, type Expected, exactly, filled, type Nd, oddity, seeds, shapes, sizeOf } from './contract.ts';
import { binaryOracles, compareOracles, unaryOracles } from './elementwise-oracles.ts';

/** The tolerance of single precision: each step of an arithmetic oracle rounds like the kernel. */
const tolerance = 4e-7;

const anyArray = (spread = fc.constantFrom(0.01, 1, 4, 40, 1e4)): fc.Arbitrary<Nd> =>
  fc
    .tuple(fc.oneof(shapes(), fc.tuple(fc.integer({ min: 1, max: 3000 }))), seeds, oddity, spread)
    .map(([shape, seed, specials, s]) => filled(shape, seed, { spread: s, specials }));

function unaryContract(name: string): Contract {
  const attrs = { alpha: 0.25, clipValueMin: -0.5, clipValueMax: 1.25 };
  const [p, q] = name === 'ClipByValue' ? [attrs.clipValueMin, attrs.clipValueMax] : [attrs.alpha, 0];
  return {
    cases: anyArray().map((x) => ({ inputs: { x }, attrs })),
    oracle: ({ inputs }) => [
      exactly(
        inputs.x!.shape,
        inputs.x!.values.map((x) => unaryOracles[name]!(x, p, q)),
      ),
    ],
    tolerance,
  };
}

/** Draws one long axis, which threads share. */
const longPair = fc.integer({ min: 1, max: 70000 }).map((n) => [[n], [n]]);

const pairs = (first: string, second: string): fc.Arbitrary<Case> =>
  fc
    .tuple(fc.oneof({ weight: 9, arbitrary: broadcastPair }, { weight: 1, arbitrary: longPair }), seeds, oddity)
    .map(([[a, b], seed, specials]) => ({
      inputs: { [first]: filled(a!, `${seed}/a`, { specials }), [second]: filled(b!, `${seed}/b`, { specials }) },
      attrs: {},
    }));

function binaryContract(name: string): Contract {
  const [first, second] = ({ Prelu: ['x', 'alpha'], EluGrad: ['dy', 'y'] }[name] ?? ['a', 'b']) as [string, string];
  const f = binaryOracles[name]!;
  return {
    cases: pairs(first, second),
    oracle: ({ inputs }) => {
      const { shape, values } = broadcast(inputs[first]!, inputs[second]!, f);
      // The parts of a sum can cancel, so its error is relative to their size.
      const size = broadcast(
        inputs[first]!,
        inputs[second]!,
        (a, b) => (Math.abs(a) + Math.abs(b)) ** (name === 'SquaredDifference' ? 2 : 1),
      ).values;
      const cancels = ['Add', 'Sub', 'SquaredDifference', 'EluGrad'].includes(name);
      return [{ shape, values, scale: cancels ? size : values.map(Math.abs) }];
    },
    tolerance,
  };
}

function compareContract(name: string): Contract {
  const f = compareOracles[name]!;
  return {
    cases: pairs('a', 'b').map((c) => ({ ...c, inputs: { a: rounded(c.inputs.a!), b: rounded(c.inputs.b!) } })),
    oracle: ({ inputs }) => {
      const { shape, values } = broadcast(inputs.a!, inputs.b!, (a, b) => Number(f(a, b)));
      return [exactly(shape, values, 'bool')];
    },
    tolerance: 0,
  };
}

/** Rounds numbers to whole ones, so that some are equal. */
const rounded = (nd: Nd): Nd => ({ ...nd, values: nd.values.map(Math.round) });

const select: Contract = {
  cases: fc.tuple(shapes(), seeds, oddity).map(([shape, seed, specials]) => ({
    inputs: {
      condition: {
        ...filled(shape, `${seed}/c`),
        values: filled(shape, `${seed}/c`).values.map((v) => Number(v > 0)),
        dtype: 'bool' as const,
      },
      t: filled(shape, `${seed}/t`, { specials }),
      e: filled(shape, `${seed}/e`, { specials }),
    },
    attrs: {},
  })),
  oracle: ({ inputs }) => [
    exactly(
      inputs.t!.shape,
      inputs.condition!.values.map((c, i) => (c ? inputs.t! : inputs.e!).values[i]!),
    ),
  ],
  tolerance: 0,
};

const cast: Contract = {
  cases: fc.tuple(shapes(), seeds, fc.constantFrom('bool' as const, 'int32' as const, 'float32' as const)).map(([shape, seed, dtype]) => {
    const { values } = filled(shape, seed, { spread: 1000 });
    return {
      inputs: {
        x: { shape, dtype, values: values.map((v) => (dtype === 'bool' ? Number(v > 0) : dtype === 'int32' ? Math.trunc(v) : v)) },
      },
      attrs: { dtype: 'float32' },
    };
  }),
  oracle: ({ inputs }) => [exactly(inputs.x!.shape, inputs.x!.values)],
  tolerance: 0,
};

const addN: Contract = {
  cases: fc.tuple(shapes(), fc.integer({ min: 1, max: 5 }), seeds).map(([shape, count, seed]) => ({
    inputs: Object.fromEntries(Array.from({ length: count }, (_, i) => [String(i), filled(shape, `${seed}/${i}`)])),
    attrs: {},
  })),
  oracle: ({ inputs }): Expected[] => {
    const terms = Object.values(inputs);
    const total = (f: (x: number) => number) => terms[0]!.values.map((_, i) => terms.reduce((sum, term) => sum + f(term.values[i]!), 0));
    return [{ shape: terms[0]!.shape, values: total((x) => x), scale: total(Math.abs) }];
  },
  tolerance,
};

const constant = (value: number): Contract => ({
  cases: fc.tuple(shapes(), seeds).map(([shape, seed]) => ({ inputs: { x: filled(shape, seed) }, attrs: {} })),
  oracle: ({ inputs }) => [
    exactly(
      inputs.x!.shape,
      inputs.x!.values.map(() => value),
    ),
  ],
  tolerance: 0,
});

const fill: Contract = {
  cases: fc
    .tuple(shapes(), fc.constantFrom(0, 1, -2.5, Number.NaN, Number.POSITIVE_INFINITY))
    .map(([shape, value]) => ({ inputs: {}, attrs: { shape, value, dtype: 'float32' } })),
  oracle: ({ attrs }) => [exactly(attrs.shape as number[], new Float64Array(sizeOf(attrs.shape as number[])).fill(Number(attrs.value)))],
  tolerance: 0,
};

const each = (names: string[], make: (name: string) => Contract) => Object.fromEntries(names.map((name) => [name, make(name)]));

export const elementwiseContracts: Record<string, Contract> = {
  ...each(Object.keys(unaryOracles), unaryContract),
  ...each(Object.keys(binaryOracles), binaryContract),
  ...each(Object.keys(compareOracles), compareContract),
  Select: select,
  Cast: cast,
  AddN: addN,
  ZerosLike: constant(0),
  OnesLike: constant(1),
  Fill: fill,
};
