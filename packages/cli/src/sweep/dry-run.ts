import { availableParallelism } from 'node:os';
import { duration } from '@neural-em/runs';
import { type Estimate, estimateSweep, readStates, type Sweep, type SweepFolder } from '@neural-em/sweeps';
import { print, tell } from '../output.ts';
import { layOut } from '../text/table.ts';

interface DryRunFlags {
  readonly jobs?: number;
  readonly threads?: number;
  readonly backend?: string;
  readonly parts?: string;
  readonly json?: boolean;
}

const states = { missing: 'new', begun: 'goes on', trained: 'is scored', done: 'done' } as const;

/** `--dry-run`: lists the runs, and estimates their time, disk and memory from a few steps. */
export async function dryRun({ sweep, folder }: { sweep: Sweep; folder: SweepFolder }, flags: DryRunFlags): Promise<void> {
  const { jobs = availableParallelism(), threads, backend, parts } = flags;
  const found = await readStates(sweep, folder);
  const say = (text: string) => tell(`${text}\n`);
  const estimates = await estimateSweep(found, { backend, parts, say, ...(threads === undefined ? {} : { threads }) });
  const left = estimates.filter(({ state }) => state !== 'done');
  const sum = (key: 'seconds' | 'disk') => left.reduce((total, one) => total + (one[key] ?? 0), 0);
  const longest = Math.max(0, ...left.map(({ seconds = 0 }) => seconds));
  const seconds = Math.max(longest, sum('seconds') / Math.max(1, Math.min(jobs, left.length)));
  if (flags.json) {
    print(`${JSON.stringify({ sweep: sweep.name, folder: folder.path, jobs, seconds, disk: sum('disk'), runs: estimates })}\n`);
    return;
  }
  const total = `${left.length} of ${estimates.length} runs are left: about ${duration(seconds)} with ${jobs} at a time, and ${bytes(sum('disk'))} of disk in ${folder.path}`;
  print(`${layOut([['run', 'state', 'steps left', 'time', 'disk', 'memory'], ...estimates.map(cells)])}\n\n`);
  print(`${total}. Runs may end earlier, if validation does not improve. Nothing was written.\n`);
}

function cells({ name, state, steps, seconds, disk, memory }: Estimate): string[] {
  const known = (value: number | undefined, text: (value: number) => string) => (value === undefined ? '–' : text(value));
  return [name, states[state], String(steps), known(seconds, duration), known(disk, bytes), known(memory, bytes)];
}

/** Returns a number of bytes in words: "12 MB". */
function bytes(count: number): string {
  return count < 1e9 ? `${Math.round(count / 1e6)} MB` : `${(count / 1e9).toFixed(1)} GB`;
}
