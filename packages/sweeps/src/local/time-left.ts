/** The facts of a run on which the time left depends. */
export interface Timed {
  /** Cost of the whole run, in any unit that is the same for all runs. */
  readonly cost: number;
  /** Share of the run that is done, from 0 to 1. */
  readonly fraction: number;
  /** Share of the run that was done when this session began to work on it. */
  readonly from: number;
  /** Seconds that this session has spent on the run; `lead` is how many of them the process took to start, before the first step. */
  readonly seconds: number;
  readonly lead: number;
  /** Whether anything of the run is left to do. */
  readonly open: boolean;
}

/**
 * Returns the seconds until all runs have ended, if `jobs` run at a time. The work of this session shows how long a unit of cost takes;
 * before any work is done, the result is undefined.
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
  // A run that has taken all of its steps must still be scored. The pace includes the scoring of finished runs, and so tells how long it
  // takes.
  const restOf = ({ cost, fraction, from, seconds, lead: own }: Timed) =>
    seconds === 0
      ? lead + cost * (1 - fraction) * pace
      : Math.max(cost * (1 - fraction) * pace, cost * (1 - from) * pace - (seconds - own));
  const rest = runs.filter(({ open }) => open).map(restOf);
  const sum = rest.reduce((total, seconds) => total + seconds, 0);
  return Math.max(sum / Math.max(1, Math.min(jobs, rest.length)), ...rest, 0);
}
