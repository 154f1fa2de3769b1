import { createLiveTable, endedTexts, openSweep, runSweep } from '@neural-em/sweeps';
import { loggersOf } from '@neural-em/trainers/loggers';
import { exitCodes } from '../errors.ts';
import { type AddCommand, seedNumber, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';
import { awaitInterruption } from '../signals.ts';
import { dryRun } from '../sweep/dry-run.ts';
import { addSlurm } from '../sweep/slurm.ts';
import { addTable, printTable } from '../sweep/table.ts';
import { addWork } from '../sweep/work.ts';

interface RunFlags {
  readonly out?: string;
  readonly parts?: string;
  readonly jobs?: number;
  readonly threads?: number;
  readonly retries?: number;
  readonly backend?: string;
  readonly mlflow?: string;
  readonly wandb?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** Adds `nem sweep FILE`, `nem sweep table`, `nem sweep slurm` and `nem sweep work`. */
export const sweep: AddCommand = (program) => {
  const command = program
    .command('sweep')
    .description(
      'train many runs that one file describes: seeds, a grid of settings, single runs; makes one table, and continues where it was stopped',
    )
    .argument('<file>', 'YAML, TOML or JSON: experiment or data, seeds, set, stages, evaluation, grid, runs, exclude')
    .option('--jobs <number>', 'number of runs at a time (the number of cores, fewer if memory is short)', wholeNumber)
    .option('--threads <number>', 'number of threads of each run (1)', wholeNumber)
    .option('--retries <number>', 'number of further attempts at a run that failed (1)', seedNumber)
    .option('--dry-run', 'check all settings, list the runs, and estimate time and disk from a few steps of each combination')
    .option(...shared.sweepOut)
    .option(...shared.mlflow)
    .option(...shared.wandb)
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(sweepCommand);
  addTable(command);
  addSlurm(command);
  addWork(command);
};

async function sweepCommand(file: string, flags: RunFlags): Promise<void> {
  const { dryRun: dry, json, out, ...options } = flags;
  const { parts } = flags;
  if (dry) return dryRun(await openSweep(file, { out, parts, look: true }), flags);
  const say = (text: string) => (json ? tell : print)(`${text}\n`);
  // Each run makes its own; what is wrong with them is told before any begins.
  loggersOf(flags, process.env);
  const opened = await openSweep(file, { out, parts });
  const { sweep: planned, folder } = opened;
  say(`${planned.name}: ${planned.runs.length} runs in ${folder.path}`);
  if (folder.others.length > 0) say(`left alone, because ${file} does not name them: ${folder.others.join(', ')}`);
  const interruption = awaitInterruption(say);
  const live = createLiveTable(say);
  try {
    const runs = await runSweep(planned, folder, { ...options, pause: interruption.pause, say: live.say, onChange: live.update });
    live.stop();
    for (const text of endedTexts(runs, folder.path)) say(text);
    await printTable(opened, flags);
    if (interruption.pause.aborted) say(`saved; the same command continues`);
    const failed = runs.some(({ state }) => state === 'failed');
    process.exitCode = interruption.exitCode() ?? (failed ? exitCodes.failed : exitCodes.done);
  } finally {
    live.stop();
    interruption.stop();
  }
}
