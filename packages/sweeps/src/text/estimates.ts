import { duration, layOut } from '@neural-em/runs';
import type { Estimate } from '../estimate.ts';

/** What is left of a sweep, all runs together. */
export interface WorkLeft {
  /** The number of runs that are left. */
  readonly runs: number;
  /** Seconds until the last of them is done. */
  readonly seconds: number;
  /** Bytes that their folders will take. */
  readonly disk: number;
}

/** Returns the work that is left of a sweep if `jobs` runs are performed at a time. */
export function workLeft(estimates: readonly Estimate[], jobs: number): WorkLeft {
  const left = estimates.filter(({ state }) => state !== 'done');
  const sum = (key: 'seconds' | 'disk') => left.reduce((total, one) => total + (one[key] ?? 0), 0);
  const longest = Math.max(0, ...left.map(({ seconds = 0 }) => seconds));
  return {
    runs: left.length,
    seconds: Math.max(longest, sum('seconds') / Math.max(1, Math.min(jobs, left.length))),
    disk: sum('disk'),
  };
}

const states = { missing: 'new', begun: 'continues', trained: 'is scored', done: 'done' } as const;

/** Returns estimates as a table for a terminal. */
export function estimateTable(estimates: readonly Estimate[]): string {
  return layOut([['run', 'state', 'steps left', 'time', 'disk', 'memory'], ...estimates.map(cells)]);
}

function cells({ name, state, steps, seconds, disk, memory }: Estimate): string[] {
  const known = (value: number | undefined, text: (value: number) => string) => (value === undefined ? '–' : text(value));
  return [name, states[state], String(steps), known(seconds, duration), known(disk, bytesText), known(memory, bytesText)];
}

/** Returns a number of bytes in words: "12 MB". */
export function bytesText(count: number): string {
  return count < 1e9 ? `${Math.round(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
