/** A fitted linear map from rows of numbers to rows of numbers. */
export interface LinearMap {
  /** Maps [rows, inputs] to [rows, outputs]. */
  apply(inputs: Float64Array): Float64Array;
}

/**
 * Fits a ridge regression with an intercept (Hoerl and Kennard 1970). It scales the inputs to zero mean and unit deviation and minimises the
 * mean squared error plus `ridge` times the sum of squared weights. An input that never changes gets a weight of 0.
 *
 * @param inputs - [rows, size]
 * @param outputs - [rows, outputs]
 */
export function fitRidge(
  inputs: Float64Array,
  outputs: Float64Array,
  { size, count, ridge }: { readonly size: number; readonly count: number; readonly ridge: number },
): LinearMap {
  const rows = outputs.length / count;
  const scale = columnStatistics(inputs, rows, size);
  const x = standardized(inputs, scale);
  const { means: y0 } = columnStatistics(outputs, rows, count);
  const gram = new Float64Array(size * size);
  const target = new Float64Array(size * count);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < size; i++) {
      const a = x[r * size + i]! / rows;
      if (a === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * size + j]! += a * x[r * size + j]!;
      for (let c = 0; c < count; c++) target[i * count + c]! += a * (outputs[r * count + c]! - y0[c]!);
    }
  }
  for (let i = 0; i < size; i++) gram[i * size + i]! += ridge;
  const weights = solve(gram, target, size, count);
  return {
    apply: (values) => {
      const z = standardized(values, scale);
      const out = new Float64Array((values.length / size) * count);
      for (let r = 0; r < out.length / count; r++)
        for (let c = 0; c < count; c++) {
          let sum = y0[c]!;
          for (let i = 0; i < size; i++) sum += z[r * size + i]! * weights[i * count + c]!;
          out[r * count + c] = sum;
        }
      return out;
    },
  };
}

/** Returns the means and deviations of the columns of [rows, size]. */
export function columnStatistics(values: Float64Array, rows: number, size: number): { means: Float64Array; deviations: Float64Array } {
  const means = new Float64Array(size);
  const deviations = new Float64Array(size);
  for (let i = 0; i < values.length; i++) means[i % size]! += values[i]! / rows;
  for (let i = 0; i < values.length; i++) deviations[i % size]! += (values[i]! - means[i % size]!) ** 2 / rows;
  return { means, deviations: deviations.map(Math.sqrt) };
}

function standardized(values: Float64Array, { means, deviations }: ReturnType<typeof columnStatistics>): Float64Array {
  const size = means.length;
  return values.map((value, i) => (deviations[i % size]! > 1e-12 ? (value - means[i % size]!) / deviations[i % size]! : 0));
}

/**
 * Solves A X = B by Cholesky's method: A [n, n] is symmetric and positive definite, and only its lower half is read; B is [n, count].
 * Overwrites both.
 */
function solve(A: Float64Array, B: Float64Array, n: number, count: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = A[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= A[i * n + k]! * A[j * n + k]!;
      A[i * n + j] = i === j ? Math.sqrt(sum) : sum / A[j * n + j]!;
    }
  }
  for (let c = 0; c < count; c++) {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) B[i * count + c]! -= A[i * n + k]! * B[k * count + c]!;
      B[i * count + c]! /= A[i * n + i]!;
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) B[i * count + c]! -= A[k * n + i]! * B[k * count + c]!;
      B[i * count + c]! /= A[i * n + i]!;
    }
  }
  return B;
}
