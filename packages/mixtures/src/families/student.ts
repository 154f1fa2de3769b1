import { refuse } from '../errors.ts';
import { distribution } from './distribution.ts';
import { type GaussianOptions, type GaussianTheta, gaussianFamily, type Tail } from './gaussian.ts';
import type { Distribution, Family } from './types.ts';

export interface StudentOptions extends GaussianOptions {
  /** Degrees of freedom of all components; the fewer they are, the less a far-away point counts. Default 4. */
  readonly freedom?: number | undefined;
}

/**
 * Returns Student's t-distribution, for points with outliers (Peel and McLachlan 2000). The degrees of freedom are given, not learned.
 * `covariances` holds scale matrices; above 2 degrees of freedom, the covariances are freedom / (freedom − 2) times these.
 *
 * @throws MixtureInputError as `gaussian` does, and for degrees of freedom that are not above 0
 */
export function student(options: StudentOptions = {}): Distribution<GaussianTheta> {
  return distribution(studentFamily(options));
}

export function studentFamily({ freedom = 4, ...options }: StudentOptions = {}): Family<GaussianTheta> {
  if (!(freedom > 0 && freedom < Number.POSITIVE_INFINITY)) refuse('freedom', 'be a number above 0', freedom);
  return gaussianFamily(options, heavy(freedom));
}

const heavy = (freedom: number): Tail => ({
  logProb(distances, o, constant, logs) {
    const peak = constant + logGamma((freedom + o) / 2) - logGamma(freedom / 2) - 0.5 * o * Math.log(freedom * Math.PI);
    for (let i = 0; i < logs.length; i++) logs[i] = peak - 0.5 * (freedom + o) * Math.log1p(distances[i]! / freedom);
  },
  weigh(gamma, distances, n, o) {
    for (let i = 0; i < n; i++) gamma[i]! *= (freedom + o) / (freedom + distances[i]!);
  },
  stretch(random) {
    // The factor is sqrt(freedom / chi-square variable); a chi-square variable is twice a gamma variable (Marsaglia and Tsang 2000).
    const shape = freedom / 2 < 1 ? freedom / 2 + 1 : freedom / 2;
    const d = shape - 1 / 3;
    for (;;) {
      const x = random.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v <= 0 || !(Math.log(random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v))) continue;
      const boost = freedom / 2 < 1 ? (1 - random.uniform()) ** (2 / freedom) : 1;
      return Math.sqrt(freedom / (2 * d * v * boost));
    }
  },
});

/** Returns log Γ(x) for x > 0, by Stirling's series at an argument large enough for it to be exact to the last digits. */
function logGamma(x: number): number {
  let shift = 0;
  for (; x < 12; x++) shift += Math.log(x);
  const q = 1 / (x * x);
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + (1 / 12 - q * (1 / 360 - q * (1 / 1260 - q / 1680))) / x - shift;
}
