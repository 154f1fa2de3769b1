/** A run, as far as the time left depends on it. */
export interface Timed {
  /** What the whole of it costs, in any unit that all runs share. */
  readonly cost: number;
  /** How much of it is done, from 0 to 1. */
  readonly fraction: number;
  /** How much of it was done when this session began with it. */
  readonly from: number;
  /** Seconds that this session has spent on it. */
  readonly seconds: number;
  /** Whether anything is left to do. */
  readonly open: boolean;
}

/**
 * Seconds until all runs have ended, `jobs` at a time: what was done here tells what a unit of cost takes. Undefined before anything was done.
 */
export function secondsLeft(runs: readonly Timed[], jobs: number): number | undefined {
  const seen = runs.map(({ cost, fraction, from, seconds }) => ({ cost: cost * Math.max(0, fraction - from), seconds }));
  const moved = seen.filter(({ cost }) => cost > 0);
  const done = moved.reduce((sum, { cost }) => sum + cost, 0);
  if (done === 0) return undefined;
  const pace = moved.reduce((sum, { seconds }) => sum + seconds, 0) / done;
  // A run that has taken all of its steps is still to be scored, which those that have ended were.
  const restOf = ({ cost, fraction, from, seconds }: Timed) =>
    Math.max(cost * (1 - fraction) * pace, seconds > 0 ? cost * (1 - from) * pace - seconds : 0);
  const rest = runs.filter(({ open }) => open).map(restOf);
  const sum = rest.reduce((total, seconds) => total + seconds, 0);
  return Math.max(sum / Math.max(1, Math.min(jobs, rest.length)), ...rest, 0);
}
