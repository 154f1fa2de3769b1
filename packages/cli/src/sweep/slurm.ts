import { openSweep, slurmJob } from '@neural-em/sweeps';
import type { Command } from 'commander';
import { collect, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';

interface SlurmFlags {
  readonly out?: string;
  readonly parts?: string;
  readonly time?: string;
  readonly partition?: string;
  readonly memory?: string;
  readonly threads?: number;
  readonly most?: number;
  readonly module?: readonly string[];
  readonly sbatch?: readonly string[];
  readonly template?: string;
  readonly nem: string;
  readonly backend?: string;
  readonly mlflow?: string;
  readonly wandb?: string;
}

/** Adds `nem sweep slurm FILE`, which prints the script of a job array. */
export function addSlurm(sweep: Command): void {
  sweep
    .command('slurm')
    .description(
      'print a job array for sbatch: an element for each run that is left; an element whose time ends saves its run and is queued again',
    )
    .argument('<file>', 'file of the sweep')
    .option('--time <time>', 'time limit of an element, in the form of sbatch (that of the partition)')
    .option('--partition <name>', 'partition of the cluster (the default of the cluster)')
    .option('--memory <size>', 'memory of an element, in the form of sbatch, as in 2G')
    .option('--threads <number>', 'number of cores of an element and of threads of its run (1)', wholeNumber)
    .option('--most <number>', 'largest number of elements that run at a time', wholeNumber)
    .option('--module <name>', 'module to load first; may be repeated', collect)
    .option('--sbatch <line>', 'another line for sbatch, as in --sbatch=--account=lab; may be repeated', collect)
    .option('--template <file>', 'your own script with the places {{directives}}, {{run}} and, if you need it, {{modules}}')
    .option('--nem <command>', 'command that jobs call for nem: a program and its arguments', 'nem')
    .option(...shared.sweepOut)
    .option(...shared.mlflow)
    .option(...shared.wandb)
    .option(...shared.parts)
    .option(...shared.backend)
    .action(async (file: string, _: unknown, command: Command) => slurmCommand(file, command.optsWithGlobals<SlurmFlags>()));
}

async function slurmCommand(file: string, flags: SlurmFlags): Promise<void> {
  const { out, parts, backend, mlflow, wandb, threads, module, ...others } = flags;
  const opened = await openSweep(file, { out, parts });
  print(await slurmJob(opened, { ...others, file, cores: threads, modules: module, flags: { out, parts, backend, mlflow, wandb } }));
}
