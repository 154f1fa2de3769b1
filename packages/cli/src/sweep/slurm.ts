import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readStates, slurmScript } from '@neural-em/sweeps';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { collect, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';
import { openSweep, type SweepFlags } from './open.ts';

interface SlurmFlags extends SweepFlags {
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

/** Adds `nem sweep slurm FILE`: the script of a job array. */
export function addSlurm(sweep: Command): void {
  sweep
    .command('slurm')
    .description('print a job array for sbatch: an element for each run that is left, which is saved and queued again where its time ends')
    .argument('<file>', 'file of the sweep')
    .option('--time <time>', 'time of an element, as sbatch takes it (that of the partition)')
    .option('--partition <name>', 'partition')
    .option('--memory <size>', 'memory of an element, as sbatch takes it, as in 2G')
    .option('--threads <number>', 'cores of an element, and threads of its run (1)', wholeNumber)
    .option('--most <number>', 'elements that run at a time, at most', wholeNumber)
    .option('--module <name>', 'a module to load first; again for more', collect)
    .option('--sbatch <line>', 'another line for sbatch, as in --sbatch=--account=lab; again for more', collect)
    .option('--template <file>', 'a script of your own with {{directives}} and {{run}}, and {{modules}}, where they go')
    .option('--nem <command>', 'how jobs call nem: a program and its arguments', 'nem')
    .option('--out <folder>', 'folder of the sweep (runs/NAME)')
    .option(...shared.mlflow)
    .option(...shared.wandb)
    .option(...shared.parts)
    .option(...shared.backend)
    .action(async (file: string, _: unknown, command: Command) => slurmCommand(file, command.optsWithGlobals<SlurmFlags>()));
}

async function slurmCommand(file: string, flags: SlurmFlags): Promise<void> {
  const { sweep, folder } = await openSweep(file, flags);
  // SLURM makes no folder for what jobs print: without one they fail at once.
  mkdirSync(join(folder.path, 'logs'), { recursive: true });
  const states = await readStates(sweep, folder);
  const { out, parts, backend, mlflow, wandb, threads, module: modules, template, nem, ...asked } = flags;
  const passedOn = Object.entries({ out, parts, backend, mlflow, wandb }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  const script = slurmScript({
    ...asked,
    name: sweep.name,
    runs: states.flatMap(({ state }, i) => (state === 'done' ? [] : [i])),
    folder: resolve(folder.path),
    command: [...nem.split(' ').filter(Boolean), 'sweep', 'work', resolve(file), '--plan', sweep.checksum, ...passedOn],
    cores: threads,
    modules,
    template: template === undefined ? undefined : read(template),
  });
  print(script);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`the template ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
