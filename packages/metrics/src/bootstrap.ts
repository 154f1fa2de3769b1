import { MetricInputError } from './errors.ts';
import { quantile } from './quantile.ts';
import { mean } from './statistics.ts';
import { checkNumbers, kindOf } from './values.ts';

export interface BootstrapOptions {
  /** An integer that decides the random draws: the same seed gives the same interval. */
  readonly seed: number;
  /** Probability that the interval covers the true value. Default 0.95. */
  readonly level?: number;
  /** Samples drawn from the values. Default 2,000. */
  readonly resamples?: number;
  /** The statistic to estimate. Default: the mean. */
  readonly statistic?: (values: Float64Array) => number;
}

export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Returns a confidence interval of a statistic of independent values, by the percentile bootstrap (Efron 1979). Frames of one sequence
 * are not independent: average them first (`averageSteps`).
 * Throws a `MetricInputError` for an empty array, NaN, values that are not numbers, and options out of range.
 */
export function bootstrapInterval(values: ArrayLike<number>, options: BootstrapOptions): Interval {
  if (typeof options !== 'object' || options === null)
    throw new MetricInputError(`options must be an object with a seed, got ${kindOf(options)}`);
  const { seed, level = 0.95, resamples = 2000, statistic = mean } = options;
  if (!Number.isInteger(seed)) throw new MetricInputError(`seed must be an integer, got ${kindOf(seed)}`);
  if (!(level > 0 && level < 1)) throw new MetricInputError(`level must be between 0 and 1, got ${level}`);
  if (!(Number.isInteger(resamples) && resamples > 0)) throw new MetricInputError(`resamples must be a positive integer, got ${resamples}`);
  checkNumbers(values, 'values');
  if (values.length === 0) throw new MetricInputError('values must not be empty');
  const random = mulberry32(seed);
  const sample = new Float64Array(values.length);
  const estimates = new Float64Array(resamples).map(() => statistic(sample.map(() => values[Math.floor(random() * values.length)]!)));
  return { lower: quantile(estimates, (1 - level) / 2), upper: quantile(estimates, (1 + level) / 2) };
}

/** Tommy Ettinger's mulberry32: returns a function that draws numbers uniformly from [0, 1), with 32 bits of state. */
function mulberry32(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) * 2 ** -32;
  };
}
