/** A run, as far as the time left depends on it. */
export interface Timed {
  /** What the whole of it costs, in any unit that all runs share. */
  readonly cost: number;
  /** How much of it is done, from 0 to 1. */
  readonly fraction: number;
  /** How much of it was done when this session began with it. */
  readonly from: number;
  /** Seconds that this session has spent on it, and those of them before its first step: a process takes a while to begin. */
  readonly seconds: number;
  readonly lead: number;
  /** Whether anything is left to do. */
  readonly open: boolean;
}

/**
 * Seconds until all runs have ended, `jobs` at a time: what was done here tells what a unit of cost takes. Undefined before anything was done.
 */
export function secondsLeft(runs: readonly Timed[], jobs: number): number | undefined {
  const seen = runs.map(({ cost, fraction, from, seconds, lead }) => ({
    cost: cost * Math.max(0, fraction - from),
    seconds: seconds - lead,
    lead,
  }));
  const moved = seen.filter(({ cost }) => cost > 0);
  const done = moved.reduce((sum, { cost }) => sum + cost, 0);
  if (done === 0) return undefined;
  const total = (of: (run: (typeof moved)[number]) => number) => moved.reduce((sum, run) => sum + of(run), 0);
  const pace = total(({ seconds }) => seconds) / done;
  const lead = total((run) => run.lead) / moved.length;
  // A run that has taken all of its steps is still to be scored, which those that have ended were.
  const restOf = ({ cost, fraction, from, seconds, lead: own }: Timed) =>
    seconds === 0
      ? lead + cost * (1 - fraction) * pace
      : Math.max(cost * (1 - fraction) * pace, cost * (1 - from) * pace - (seconds - own));
  const rest = runs.filter(({ open }) => open).map(restOf);
  const sum = rest.reduce((total, seconds) => total + seconds, 0);
  return Math.max(sum / Math.max(1, Math.min(jobs, rest.length)), ...rest, 0);
}
