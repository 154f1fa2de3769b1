import { refuse } from './errors.ts';

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
 * Responsibilities gamma_ki = pi_k p(x_i | theta_k) / Σ_j pi_j p(x_i | theta_j), computed in log space.
 *
 * @param logProb log p(x | theta), [K, n]
 * @returns gamma, [K, n], summing to 1 over the components
 * @throws MixtureInputError where log-probabilities are not [K, n], or the temperature is not above 0
 */
export function eStep(logProb: ArrayLike<number>, options: EStepOptions): Float64Array {
  const gamma = joint(logProb, options);
  normalise(gamma, options.components, gamma.length / options.components, new Float64Array(gamma.length / options.components));
  return gamma;
}

/** log p(x) = Σ_i log Σ_k pi_k p(x_i | theta_k), from log p(x | theta), [K, n]. @throws MixtureInputError as `eStep` does. */
export function logLikelihood(logProb: ArrayLike<number>, options: Omit<EStepOptions, 'temperature'>): number {
  const logs = joint(logProb, options);
  const evidence = new Float64Array(logs.length / options.components);
  normalise(logs, options.components, evidence.length, evidence);
  return evidence.reduce((sum, value) => sum + value, 0);
}

/**
 * The expected complete-data log-likelihood Q = Σ_i Σ_k gamma_ki (log pi_k + log p(x_i | theta_k)), which an M-step raises.
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
  // Where gamma is 0 the log-probability may be minus infinity; its share is 0.
  return joint(logProb, options).reduce((sum, log, i) => (gamma[i]! > 0 ? sum + gamma[i]! * log : sum), 0);
}

/** log pi_k + log p(x_i | theta_k), [K, n]. */
function joint(logProb: ArrayLike<number>, { components, logMixing, temperature = 1 }: EStepOptions): Float64Array {
  const count = logProb.length / components;
  if (!Number.isInteger(count) || components < 1) {
    refuse('logProb', `be [components, points]: a multiple of ${components} numbers`, logProb.length);
  }
  if (logMixing && logMixing.length !== components) {
    refuse('logMixing', `hold a number for each of ${components} components`, logMixing.length);
  }
  if (!(temperature > 0)) refuse('temperature', 'be above 0', temperature);
  const uniform = -Math.log(components);
  return Float64Array.from(logProb, (log, i) => log / temperature + (logMixing?.[Math.floor(i / count)] ?? uniform));
}

/**
 * Turns log pi_k p(x_i | theta_k), [K, n], into responsibilities in place, and writes log p(x_i), [n], into `evidence`. A point that no
 * component can explain belongs to all alike. Responsibilities below exp(`least`) of the largest become 0.
 */
export function normalise(
  logs: Float64Array,
  components: number,
  count: number,
  evidence: Float64Array,
  least = Number.NEGATIVE_INFINITY,
): void {
  const top = evidence;
  for (let i = 0; i < count; i++) top[i] = logs[i]!;
  for (let at = count; at < components * count; at += count) {
    for (let i = 0; i < count; i++) if (logs[at + i]! > top[i]!) top[i] = logs[at + i]!;
  }
  for (let i = 0; i < count; i++) {
    const peak = top[i]!;
    if (peak === Number.NEGATIVE_INFINITY) {
      for (let at = i; at < components * count; at += count) logs[at] = 1 / components;
      continue;
    }
    let sum = 0;
    for (let at = i; at < components * count; at += count) {
      const below = logs[at]! - peak;
      const share = below < least ? 0 : Math.exp(below);
      logs[at] = share;
      sum += share;
    }
    const scale = 1 / sum;
    for (let at = i; at < components * count; at += count) logs[at] = logs[at]! * scale;
    top[i] = peak + Math.log(sum);
  }
}
