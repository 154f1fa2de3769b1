import { refuse } from './errors.ts';
import { total } from './total.ts';

/** Options of the E-step, named as in `@neural-em/core`. */
export interface EStepOptions {
  /** K; log-probabilities are [K, n]. */
  readonly components: number;
  /** log pi, [K]; uniform when left out. */
  readonly logMixing?: ArrayLike<number> | undefined;
  /** Divides the log-probability; below 1 the assignment is harder. Default 1. */
  readonly temperature?: number | undefined;
}

/**
 * Returns the responsibilities gamma_ki = pi_k p(x_i | theta_k) / Σ_j pi_j p(x_i | theta_j), computed in log space.
 *
 * @param logProb log p(x | theta), [K, n]
 * @returns gamma, [K, n], summing to 1 over the components
 * @throws MixtureInputError if the log-probabilities are not [K, n], or the temperature is not above 0
 */
export function eStep(logProb: ArrayLike<number>, options: EStepOptions): Float64Array {
  const { logs, mixing, evidence } = read(logProb, options);
  normalise(logs, mixing, evidence);
  return logs;
}

/** Returns log p(x) = Σ_i log Σ_k pi_k p(x_i | theta_k), given log p(x | theta), [K, n]. @throws MixtureInputError as `eStep` does. */
export function logLikelihood(logProb: ArrayLike<number>, options: Omit<EStepOptions, 'temperature'>): number {
  const { logs, mixing, evidence } = read(logProb, options);
  normalise(logs, mixing, evidence);
  return total(evidence);
}

/**
 * Returns the expected complete-data log-likelihood Q = Σ_i Σ_k gamma_ki (log pi_k + log p(x_i | theta_k)), which an M-step raises.
 *
 * @param gamma responsibilities, [K, n]
 * @param logProb log p(x | theta), [K, n]
 * @throws MixtureInputError as `eStep` does
 */
export function expectedLogLikelihood(
  gamma: ArrayLike<number>,
  logProb: ArrayLike<number>,
  options: Omit<EStepOptions, 'temperature'>,
): number {
  // Skips terms with gamma = 0: their log-probability may be minus infinity, and 0 times that would be NaN.
  const { logs, mixing, evidence } = read(logProb, options);
  return total(logs.map((log, i) => (gamma[i]! > 0 ? gamma[i]! * (log + mixing[Math.floor(i / evidence.length)]!) : 0)));
}

/** Checks the arguments; returns log p(x_i | theta_k) / temperature, [K, n], and log pi_k, [K]. */
function read(logProb: ArrayLike<number>, { components, logMixing, temperature = 1 }: EStepOptions) {
  const count = logProb.length / components;
  if (!Number.isInteger(count) || components < 1) {
    refuse('logProb', `be [components, points]: a multiple of ${components} numbers`, logProb.length);
  }
  if (logMixing && logMixing.length !== components) {
    refuse('logMixing', `hold a number for each of ${components} components`, logMixing.length);
  }
  if (!(temperature > 0)) refuse('temperature', 'be above 0', temperature);
  return {
    logs: Float64Array.from(logProb, (log) => log / temperature),
    mixing: logMixing ?? new Float64Array(components).fill(-Math.log(components)),
    evidence: new Float64Array(count),
  };
}

/**
 * Turns log p(x_i | theta_k), [K, n], plus `logMixing`, [K], into responsibilities in place, and writes log p(x_i), [n], into `evidence`.
 * If no component can explain a point, all get the same responsibility for it. Responsibilities below exp(`least`) times the largest become
 * 0.
 */
export function normalise(
  logs: Float64Array,
  logMixing: ArrayLike<number>,
  evidence: Float64Array,
  least = Number.NEGATIVE_INFINITY,
): void {
  const components = logMixing.length;
  const count = logs.length / components;
  const top = evidence.fill(Number.NEGATIVE_INFINITY);
  for (let k = 0, at = 0; k < components; k++) {
    const share = logMixing[k]!;
    for (let i = 0; i < count; i++, at++) {
      const log = logs[at]! + share;
      logs[at] = log;
      if (log > top[i]!) top[i] = log;
    }
  }
  for (let i = 0; i < count; i++) {
    const peak = top[i]!;
    const known = peak > Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let at = i; at < logs.length; at += count) {
      const below = logs[at]! - peak;
      const share = known ? (below < least ? 0 : Math.exp(below)) : 1;
      logs[at] = share;
      sum += share;
    }
    const scale = 1 / sum;
    for (let at = i; at < logs.length; at += count) logs[at] = logs[at]! * scale;
    top[i] = peak + Math.log(sum);
  }
}
