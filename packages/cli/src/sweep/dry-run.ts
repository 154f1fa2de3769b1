import { availableParallelism } from 'node:os';
import { duration } from '@neural-em/runs';
import { bytesText, estimateSweep, estimateTable, type OpenSweep, readStates, workLeft } from '@neural-em/sweeps';
import { print, tell } from '../output.ts';

interface DryRunFlags {
  readonly jobs?: number;
  readonly threads?: number;
  readonly backend?: string;
  readonly parts?: string;
  readonly json?: boolean;
}

/** `--dry-run`: lists the runs, and estimates their time, disk and memory from a few steps. */
export async function dryRun({ sweep, folder }: OpenSweep, flags: DryRunFlags): Promise<void> {
  const { jobs = availableParallelism(), threads, backend, parts } = flags;
  const estimates = await estimateSweep(await readStates(sweep, folder), { backend, parts, threads, say: (text) => tell(`${text}\n`) });
  const { runs, seconds, disk } = workLeft(estimates, jobs);
  if (flags.json) {
    print(`${JSON.stringify({ sweep: sweep.name, folder: folder.path, jobs, seconds, disk, runs: estimates })}\n`);
    return;
  }
  const left = `${runs} of ${estimates.length} runs are left: about ${duration(seconds)} with ${jobs} at a time, and ${bytesText(disk)} of disk in ${folder.path}`;
  print(`${estimateTable(estimates)}\n\n${left}. Runs may end earlier, if validation does not improve. Nothing was written.\n`);
}
