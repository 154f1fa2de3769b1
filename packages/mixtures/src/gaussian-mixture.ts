import { createRandom } from '@neural-em/random';
import { MixtureInputError } from './errors.ts';
import { foregroundOf, labelImage } from './foreground.ts';
import { checkSettings, type KMeansOptions, tightest } from './k-means.ts';

export interface GaussianMixtureOptions extends KMeansOptions {
  /** Added to the variances, in squared pixels, so that a component on one pixel or line keeps a density. Default 1e-6. */
  readonly regularization?: number;
  /** EM ends when the mean log-likelihood of a pixel grows by less. Default 1e-3. */
  readonly tolerance?: number;
}

/** One Gaussian over pixel coordinates, with its share of the mixture. */
interface Component {
  readonly logWeight: number;
  readonly mean: readonly [number, number];
  /** Upper triangle of the symmetric precision matrix, and the logarithm of the covariance's determinant. */
  readonly precision: readonly [rr: number, rc: number, cc: number];
  readonly logDeterminant: number;
}

/**
 * Groups foreground pixels by the likeliest component of a mixture of Gaussians with full covariances over their
 * coordinates. Expectation maximization (Dempster, Laird and Rubin 1977) in log space, started from the groups of k-means.
 *
 * @param image pixel values, [H, W]
 * @returns labels, [H, W]: 0 in the background, groups 1, 2, … in the order of their first pixel
 * Throws a `MixtureInputError` for a size that does not fit the image, NaN, counts below 1, a seed that is no integer, or
 * other settings not above 0.
 */
export function gaussianMixture(
  image: ArrayLike<number>,
  { groups, seed, restarts = 10, iterations = 100, regularization = 1e-6, tolerance = 1e-3, ...size }: GaussianMixtureOptions,
): Int32Array {
  checkSettings({ groups, seed, restarts, iterations });
  for (const [name, value] of Object.entries({ regularization, tolerance })) {
    if (!(value > 0)) throw new MixtureInputError(`${name} must be above 0, got ${value}`);
  }
  const { pixels, points } = foregroundOf(image, size);
  const { assignment } = tightest(points, groups, createRandom(seed, 'gaussian-mixture'), restarts, iterations);
  const gamma = oneHot(assignment, Math.min(groups, pixels.length));
  fit(points, gamma, { iterations, regularization, tolerance });
  return labelImage(pixels, likeliest(gamma, pixels.length), size);
}

/** Alternates M-step and E-step over points, [n, 2], from the responsibilities given, which it refines in place. */
function fit(
  points: Float64Array,
  gamma: Float64Array,
  { iterations, regularization, tolerance }: { iterations: number; regularization: number; tolerance: number },
): void {
  const count = (2 * gamma.length) / points.length || 0;
  let logLikelihood = Number.NEGATIVE_INFINITY;
  for (let round = 0; round < iterations; round++) {
    const before = logLikelihood;
    const components = Array.from({ length: count }, (_, k) => mStep(points, gamma, { k, count, regularization }));
    logLikelihood = eStep(points, components, gamma);
    if (!(logLikelihood - before >= tolerance)) break;
  }
}

/** The weighted mean and covariance of the points that component k answers for. */
function mStep(points: Float64Array, gamma: Float64Array, at: { k: number; count: number; regularization: number }): Component {
  const { k, count, regularization } = at;
  const n = points.length / 2;
  // Keeps a component that lost every point from dividing by zero.
  let weight = 10 * Number.EPSILON;
  let row = 0;
  let column = 0;
  for (let i = 0; i < n; i++) {
    const share = gamma[i * count + k]!;
    weight += share;
    row += share * points[2 * i]!;
    column += share * points[2 * i + 1]!;
  }
  row /= weight;
  column /= weight;
  let [rr, rc, cc] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const share = gamma[i * count + k]! / weight;
    const y = points[2 * i]! - row;
    const x = points[2 * i + 1]! - column;
    rr += share * y * y;
    rc += share * y * x;
    cc += share * x * x;
  }
  rr += regularization;
  cc += regularization;
  // The variance of the columns once their rows are known is at least the regularization; rounding must not undo that.
  const determinant = rr * Math.max(regularization, cc - (rc * rc) / rr);
  return {
    logWeight: Math.log(weight / n),
    mean: [row, column],
    precision: [cc / determinant, -rc / determinant, rr / determinant],
    logDeterminant: Math.log(determinant),
  };
}

/** Fills in the responsibilities, normalised over the components in log space; returns the mean log-likelihood. */
function eStep(points: Float64Array, components: readonly Component[], gamma: Float64Array): number {
  const n = points.length / 2;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const logs = components.map((component) => component.logWeight + logDensity(component, points[2 * i]!, points[2 * i + 1]!));
    const top = Math.max(...logs);
    const total = top + Math.log(logs.reduce((mass, log) => mass + Math.exp(log - top), 0));
    logs.forEach((log, k) => {
      gamma[i * components.length + k] = Math.exp(log - total);
    });
    sum += total;
  }
  return sum / n;
}

function logDensity({ mean, precision: [rr, rc, cc], logDeterminant }: Component, row: number, column: number): number {
  const y = row - mean[0];
  const x = column - mean[1];
  return -0.5 * (rr * y * y + 2 * rc * y * x + cc * x * x + logDeterminant) - Math.log(2 * Math.PI);
}

function oneHot(assignment: Int32Array, count: number): Float64Array {
  const gamma = new Float64Array(assignment.length * count);
  assignment.forEach((k, i) => {
    gamma[i * count + k] = 1;
  });
  return gamma;
}

/** The component with the largest responsibility for each of n points. */
function likeliest(gamma: Float64Array, n: number): Int32Array {
  const count = gamma.length / n;
  return Int32Array.from({ length: n }, (_, i) => {
    const row = gamma.subarray(i * count, (i + 1) * count);
    return row.indexOf(Math.max(...row));
  });
}
