import fc from 'fast-check';
import { broadcast } from './broadcast.ts';
import { type Case, type Contract, type Expected, filled, type Nd, seeds, sizeOf } from './contract.ts';

const side = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 20 }) },
  { weight: 2, arbitrary: fc.integer({ min: 20, max: 80 }) },
  { weight: 1, arbitrary: fc.constant(0) },
);
const deep = fc.oneof({ weight: 9, arbitrary: side }, { weight: 1, arbitrary: fc.integer({ min: 250, max: 700 }) });
const batches = fc.constantFrom<[number[], number[]][]>(
  [[], []],
  [[3], [3]],
  [[1], [4]],
  [[4], [1]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 1], [3]],
  [[], [5]],
  [[0], [0]],
  [[7], []],
);

const products: fc.Arbitrary<Case> = fc
  .tuple(side, side, deep, batches, fc.boolean(), fc.boolean(), seeds, fc.constantFrom(0, 0, 0.02))
  .map(([m, n, k, [outerA, outerB], transposeA, transposeB, seed, specials]) => ({
    inputs: {
      a: filled([...outerA, ...(transposeA ? [k, m] : [m, k])], `${seed}/a`, { specials }),
      b: filled([...outerB, ...(transposeB ? [n, k] : [k, n])], `${seed}/b`, { specials }),
    },
    attrs: { transposeA, transposeB },
  }));

/** Returns a reader of the matrices of x as rows × columns after the transposition. */
function reader(x: Nd, transpose: boolean) {
  const [height, width] = x.shape.slice(-2) as [number, number];
  const at = (matrix: number, row: number, column: number) =>
    x.values[matrix * height * width + (transpose ? column * width + row : row * width + column)]!;
  return { at, rows: transpose ? width : height, columns: transpose ? height : width };
}

/** Returns the number of the matrix that the broadcast puts at each place of the batch. */
const counting = (x: Nd): Nd => {
  const shape = x.shape.slice(0, -2);
  return { shape, values: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i) };
};

export function multiply({ inputs, attrs }: Case): Expected {
  const a = reader(inputs.a!, attrs.transposeA as boolean);
  const b = reader(inputs.b!, attrs.transposeB as boolean);
  const outer = broadcast(counting(inputs.a!), counting(inputs.b!), (x) => x);
  const whichB = broadcast(counting(inputs.a!), counting(inputs.b!), (_, y) => y).values;
  const shape = [...outer.shape, a.rows, b.columns];
  const values = new Float64Array(sizeOf(shape));
  const scale = new Float64Array(values.length);
  let at = 0;
  outer.values.forEach((whichA, i) => {
    for (let row = 0; row < a.rows; row++)
      for (let column = 0; column < b.columns; column++, at++)
        for (let k = 0; k < a.columns; k++) {
          const term = a.at(whichA, row, k) * b.at(whichB[i]!, k, column);
          values[at]! += term;
          scale[at]! += Math.abs(term);
        }
  });
  return { shape, values, scale };
}

export const activations: Record<string, (x: number) => number> = {
  linear: (x) => x,
  relu: (x) => (x < 0 ? 0 : x),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  leakyrelu: (x) => (x < 0 ? 0.2 * x : x),
  tanh: Math.tanh,
};

/** Adds the bias and applies the activation; no activation has a slope above 1. */
export function finish(result: Expected, bias: Nd | undefined, activation: string, prelu?: Nd): Expected {
  const whole = { shape: result.shape, values: result.values };
  const values = bias ? broadcast(whole, bias, (x, y) => x + y).values : result.values;
  const scale = bias ? broadcast({ ...whole, values: result.scale }, bias, (x, y) => x + Math.abs(y)).values : result.scale;
  const bent = prelu
    ? broadcast({ ...whole, values }, prelu, (x, alpha) => (x < 0 ? alpha * x : x)).values
    : values.map(activations[activation]!);
  return { shape: result.shape, values: bent, scale: scale.map((s) => s + 1) };
}

const fused: fc.Arbitrary<Case> = fc
  .tuple(products, fc.constantFrom(...Object.keys(activations), 'prelu'), fc.constantFrom('none', 'row', 'scalar', 'matrix'), seeds)
  .map(([call, activation, bias, seed]) => {
    const columns = call.inputs.b!.shape.at(call.attrs.transposeB ? -2 : -1)!;
    const rows = call.inputs.a!.shape.at(call.attrs.transposeA ? -1 : -2)!;
    const shape = { none: [], row: [columns], scalar: [], matrix: [rows, columns] }[bias]!;
    return {
      inputs: {
        ...call.inputs,
        ...(bias === 'none' ? {} : { bias: filled(shape, `${seed}/bias`) }),
        ...(activation === 'prelu' ? { preluActivationWeights: filled([columns], `${seed}/prelu`, { spread: 0.3 }) } : {}),
      },
      attrs: { ...call.attrs, activation, leakyreluAlpha: 0.2 },
    };
  });

export const matmulContracts: Record<string, Contract> = {
  BatchMatMul: { cases: products, oracle: (call) => [multiply(call)], tolerance: 1e-6 },
  _FusedMatMul: {
    cases: fused,
    oracle: (call) => [finish(multiply(call), call.inputs.bias, String(call.attrs.activation), call.inputs.preluActivationWeights)],
    tolerance: 1e-6,
  },
};
