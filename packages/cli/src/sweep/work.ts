import { chooseBackend } from '@neural-em/backends';
import { loadParts } from '@neural-em/runs';
import { EXIT_TO_GO_ON, openSweep, performWhenFree } from '@neural-em/sweeps';
import { loggersOf } from '@neural-em/trainers/loggers';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { seedNumber, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';
import { awaitInterruption } from '../signals.ts';
import { createProgress } from '../text/progress.ts';

interface WorkFlags {
  readonly out?: string;
  readonly parts?: string;
  readonly index: number;
  readonly plan?: string;
  readonly threads?: number;
  readonly backend?: string;
  readonly mlflow?: string;
  readonly wandb?: string;
}

/** Adds `nem sweep work FILE --index N`, which performs one run of a sweep; jobs of a cluster call it. */
export function addWork(sweep: Command): void {
  sweep
    .command('work')
    .description(
      `perform or continue one run of a sweep; SIGTERM and SIGUSR1 save it and end the command with exit code ${EXIT_TO_GO_ON}, and another call continues it`,
    )
    .argument('<file>', 'file of the sweep')
    .requiredOption('--index <number>', 'number of the run in the order of the sweep, from 0', seedNumber)
    .option('--plan <checksum>', 'checksum of the runs, which nem sweep slurm writes: refuse to work if the file names other runs by now')
    .option('--threads <number>', 'number of threads of the run (NEURAL_EM_NATIVE_THREADS, or 1)', wholeNumber)
    .option(...shared.sweepOut)
    .option(...shared.mlflow)
    .option(...shared.wandb)
    .option(...shared.parts)
    .option(...shared.backend)
    .action(async (file: string, _: unknown, command: Command) => workCommand(file, command.optsWithGlobals<WorkFlags>()));
}

async function workCommand(file: string, flags: WorkFlags): Promise<void> {
  const { sweep, folder } = await openSweep(file, flags);
  const run = sweep.runs[flags.index];
  if (!run) throw new UsageError(`--index must be below ${sweep.runs.length}, the number of runs of ${file}, not ${flags.index}`);
  if (flags.plan !== undefined && flags.plan !== sweep.checksum)
    throw new UsageError(`${file} names other runs than when the job was made: make the job again with nem sweep slurm`);
  process.env.NEURAL_EM_NATIVE_THREADS = String(flags.threads ?? (process.env.NEURAL_EM_NATIVE_THREADS || 1));
  const say = (text: string) => print(`${text}\n`);
  const interruption = awaitInterruption(say);
  // A scheduler may send both signals, or one of them twice. The listener keeps the process alive until the run is saved.
  for (const signal of warnings) process.on(signal, () => {});
  try {
    say(`run ${flags.index} of ${sweep.name}: ${run.name}`);
    const parts = await loadParts(flags.parts);
    const backend = await chooseBackend({ name: flags.backend });
    say(`backend: ${backend.name} (${backend.description})`);
    const options = { parts, backend, loggers: loggersOf(flags, process.env), pause: interruption.pause, say, progress: createProgress };
    const ended = await performWhenFree(run, folder.pathOf(run), options);
    if (ended === 'done') return say(`${run.name} is done`);
    const code = interruption.exitCode();
    // Ctrl-C comes from a user at the terminal, not from a scheduler that would begin the job again.
    process.exitCode = code === 130 ? code : EXIT_TO_GO_ON;
    say('saved; another job can continue');
  } finally {
    interruption.stop();
  }
}

// Windows has no SIGUSR1.
const warnings: readonly NodeJS.Signals[] = process.platform === 'win32' ? ['SIGTERM'] : ['SIGTERM', 'SIGUSR1'];
