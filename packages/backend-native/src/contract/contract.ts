import { createRandom } from '@neural-em/random';
import { type DataType, engine, type NamedAttrMap, type NamedTensorMap, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { expect } from 'vitest';

/** An array in double precision, row by row, as oracles read and write it. */
export interface Nd {
  readonly shape: readonly number[];
  readonly values: Float64Array;
  readonly dtype?: DataType;
}

/** The result that an oracle expects: values, and for each the magnitude that the tolerance is relative to. */
export interface Expected extends Nd {
  readonly scale: Float64Array;
}

/** One call of a kernel. */
export interface Case {
  readonly inputs: Readonly<Record<string, Nd>>;
  readonly attrs: NamedAttrMap;
}

/** The contract of a kernel: cases to try, an oracle, and the relative error that is allowed. */
export interface Contract {
  readonly cases: fc.Arbitrary<Case>;
  readonly oracle: (call: Case) => Expected[];
  readonly tolerance: number;
}

export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Returns an expected array whose tolerance is relative to its own magnitude. */
export function exactly(shape: readonly number[], values: ArrayLike<number>, dtype: DataType = 'float32'): Expected {
  const doubles = Float64Array.from(values);
  return { shape, values: doubles, dtype, scale: doubles.map(Math.abs) };
}

const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Math.fround(1e-42), -Math.fround(1e-42)];

/** Options of random arrays: normal numbers with a given spread, and special numbers with a given probability. */
export interface Filling {
  readonly spread?: number;
  readonly specials?: number;
  readonly nonFinite?: boolean;
}

/** Returns an array of float32 numbers drawn from a seed. */
export function filled(shape: readonly number[], seed: number | string, { spread = 2, specials = 0, nonFinite = true }: Filling = {}): Nd {
  const random = createRandom('contract', seed, ...shape);
  const odd = nonFinite ? special : special.filter(Number.isFinite);
  const draw = () => (random.uniform() < specials ? odd[random.integer(odd.length)]! : Math.fround(spread * random.normal()));
  return { shape, values: Float64Array.from({ length: sizeOf(shape) }, draw) };
}

/** Draws shapes of up to `rank` dimensions, now and then empty, often with axes of size 1. */
export function shapes({ rank = 4, least = 0, most = 9, empty = true } = {}): fc.Arbitrary<number[]> {
  const size = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: most }) },
    { weight: 2, arbitrary: fc.constant(1) },
    { weight: empty ? 1 : 0, arbitrary: fc.constant(0) },
  );
  return fc.array(size, { minLength: least, maxLength: rank });
}

export const seeds = fc.integer({ min: 0, max: 2 ** 30 });

/** Draws the probability with which arrays hold zeros, infinities, NaN and subnormal numbers. */
export const oddity = fc.constantFrom(0, 0, 0.05, 0.5);

/** Yields every index of a shape, from the first to the last. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const index = shape.map(() => 0);
  for (let n = sizeOf(shape); n > 0; n--) {
    yield index;
    for (let d = shape.length - 1; d >= 0 && ++index[d]! === shape[d]; d--) index[d] = 0;
  }
}

/** Returns the row-major offset of an index. */
export function offsetOf(shape: readonly number[], index: readonly number[]): number {
  return shape.reduce((offset, size, d) => offset * size + index[d]!, 0);
}

/** Runs the kernel on the current backend and compares the result with that of the oracle; errors name the level. */
export function expectContract(
  name: string,
  contract: Contract,
  { call, expected, level }: { readonly call: Case; readonly expected: readonly Expected[]; readonly level: string },
): void {
  tidy(() => {
    const inputs = Object.fromEntries(Object.entries(call.inputs).map(([key, nd]) => [key, tensorOf(nd)]));
    const result = engine().runKernel(name, inputs as NamedTensorMap, call.attrs) as Tensor | Tensor[];
    const actual = Array.isArray(result) ? result : [result];
    expect(actual.length, level).toBe(expected.length);
    actual.forEach((output, i) => {
      expectOutput(output, expected[i]!, contract.tolerance, level);
    });
  });
}

function tensorOf({ values, shape, dtype = 'float32' }: Nd): Tensor {
  const Typed = dtype === 'bool' ? Uint8Array : dtype === 'int32' ? Int32Array : Float32Array;
  return tensor(new Typed(values), [...shape], dtype);
}

const largest = 3.4028234663852886e38;
/** A few times the smallest positive float32 number: the error that rounding to a subnormal number may cause. */
const smallest = 5e-45;

function expectOutput(output: Tensor, expected: Expected, tolerance: number, level: string): void {
  expect(output.shape, level).toEqual([...expected.shape]);
  expect(output.dtype, level).toBe(expected.dtype ?? 'float32');
  const actual = output.dataSync() as ArrayLike<number>;
  for (let i = 0; i < expected.values.length; i++) {
    const want = Math.fround(expected.values[i]!);
    const got = actual[i]!;
    if (Object.is(want, got) || want === got || (Number.isNaN(want) && Number.isNaN(got))) continue;
    const allowed = tolerance * expected.scale[i]! + smallest;
    // If the true value lies at the end of the range of float32, infinity and the largest number are both right.
    const overflow = Math.abs(expected.values[i]!) > largest * (1 - 2 * tolerance) && Math.abs(got) > largest * (1 - 4 * tolerance);
    if (!(Math.abs(got - expected.values[i]!) <= allowed) && !(overflow && Math.sign(got) === Math.sign(want)))
      expect.fail(`${level}: element ${i} of [${expected.shape}] is ${got}, expected ${expected.values[i]} ± ${allowed}`);
  }
}
