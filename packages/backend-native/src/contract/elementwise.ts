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
import { erf } from './erf.ts';

type Unary = (x: number, p: number, q: number) => number;
type Binary = (a: number, b: number) => number;

const unaryOracles: Record<string, Unary> = {
  Abs: Math.abs,
  Neg: (x) => -x,
  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Square: (x) => x * x,
  Reciprocal: (x) => 1 / x,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Tanh: Math.tanh,
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Relu: (x) => (x < 0 ? 0 : x),
  Relu6: (x) => Math.min(Math.max(x, 0), 6),
  LeakyRelu: (x, alpha) => (x < 0 ? alpha * x : x),
  Elu: (x) => (x < 0 ? Math.expm1(x) : x),
  Step: (x, alpha) => (Number.isNaN(x) ? x : x > 0 ? 1 : alpha),
  Sign: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
  Floor: Math.floor,
  Ceil: Math.ceil,
  Round: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  Sin: Math.sin,
  Cos: Math.cos,
  Erf: erf,
  Selu: (x) => (x < 0 ? 1.7580993408473768 * Math.expm1(x) : 1.0507009873554805 * x),
  ClipByValue: (x, low, high) => (x < low ? low : x > high ? high : x),
};

const binaryOracles: Record<string, Binary> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  SquaredDifference: (a, b) => (a - b) * (a - b),
  // JavaScript differs from TensorFlow here, for which 1 ** NaN = 1 and (±1) ** ±infinity = 1.
  Pow: (a, b) => (a === 1 || (a === -1 && Math.abs(b) === Number.POSITIVE_INFINITY) ? 1 : a ** b),
  Prelu: (a, b) => (a < 0 ? a * b : a),
  EluGrad: (dy, y) => (y >= 0 ? dy : dy * (y + 1)),
};

const compareOracles: Record<string, (a: number, b: number) => boolean> = {
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
};

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

/** Draws two shapes that broadcast against each other. */
const broadcastPair = fc
  .tuple(
    shapes({ rank: 5 }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
    fc.nat(3),
    fc.nat(3),
  )
  .map(([shape, stretchA, stretchB, dropA, dropB]) => {
    const side = (stretch: boolean[], drop: number) =>
      shape.map((size, d) => (stretch[d] && !(stretchA[d] && stretchB[d]) ? 1 : size)).slice(Math.min(drop, shape.length));
    return dropA < dropB ? [side(stretchA, 0), side(stretchB, dropB - dropA)] : [side(stretchA, dropA - dropB), side(stretchB, 0)];
  });

/** Draws one long axis, which threads share. */
const longPair = fc.integer({ min: 1, max: 70000 }).map((n) => [[n], [n]]);

const pairs = (first: string, second: string): fc.Arbitrary<Case> =>
  fc
    .tuple(fc.oneof({ weight: 9, arbitrary: broadcastPair }, { weight: 1, arbitrary: longPair }), seeds, oddity)
    .map(([[a, b], seed, specials]) => ({
      inputs: { [first]: filled(a!, `${seed}/a`, { specials }), [second]: filled(b!, `${seed}/b`, { specials }) },
      attrs: {},
    }));

/** Returns the broadcast of two arrays through `f`. */
export function broadcast(a: Nd, b: Nd, f: Binary): { shape: number[]; values: Float64Array } {
  const rank = Math.max(a.shape.length, b.shape.length);
  const size = (nd: Nd, d: number) => nd.shape[d - rank + nd.shape.length] ?? 1;
  const shape = Array.from({ length: rank }, (_, d) => (size(a, d) === 1 ? size(b, d) : size(a, d)));
  const at = (nd: Nd, index: number[]) =>
    nd.values[
      offsetOf(
        nd.shape,
        nd.shape.map((s, d) => (s === 1 ? 0 : index[d + rank - nd.shape.length]!)),
      )
    ]!;
  const values = new Float64Array(sizeOf(shape));
  let i = 0;
  for (const index of indices(shape)) values[i++] = f(at(a, index), at(b, index));
  return { shape, values };
}

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
