import type { ReproduceFlags } from '@neural-em/reproduction';
import { exitCodes, UsageError } from '../errors.ts';
import { type AddCommand, collect, positiveNumber, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';
import { awaitInterruption } from '../signals.ts';

/** Adds `nem reproduce`. */
export const reproduce: AddCommand = (program) => {
  program
    .command('reproduce')
    .description(
      'train or continue all runs of a table of the paper, and write the table with published scores and baselines; works in a clone of the repository',
    )
    .argument('<experiment>', 'experiment to reproduce: static-shapes')
    .option('--models <names>', 'models, separated by commas (those of the paper); with --ablation, variants; a wrong name lists all names')
    .option('--seeds <numbers>', 'seeds, separated by commas (1,2,3,4,5)')
    .option('--quick', 'train one seed at reduced size, within minutes')
    .option('--table-only', 'train nothing; make the table of the runs that exist')
    .option('--test-images <number>', 'number of test images to score (10000)', wholeNumber)
    .option('--set <name=value>', 'change one setting in all runs; the table names it; may be repeated', collect)
    .option(
      '--generalisation <run>',
      'instead score a run, or a pretrained model, with other K, numbers of objects, EM steps, shapes and sizes',
    )
    .option('--ablation', 'instead train variants, each with the same budget')
    .option('--base <name>', 'settings that the variants start from: paper, short or recommended (short)')
    .option('--minutes <number>', 'budget of each variant in minutes', positiveNumber)
    .option('--steps <number>', 'budget of each variant in training steps', wholeNumber)
    .option('--jobs <number>', 'number of runs at a time (the number of cores, fewer if memory is short)', wholeNumber)
    .option('--out <folder>', 'folder of the runs (runs/EXPERIMENT)')
    .option('--results <folder>', 'folder of the table (results in the folder of the runs)')
    .option(...shared.backend)
    .action(reproduceCommand);
};

async function reproduceCommand(experiment: string, flags: ReproduceFlags): Promise<void> {
  const { reproduce } = await load();
  const say = (text: string) => print(`${text}\n`);
  const interruption = awaitInterruption(say);
  try {
    const ended = await reproduce(experiment, { ...flags, say, pause: interruption.pause });
    process.exitCode = interruption.exitCode() ?? (ended === 'failed' ? exitCodes.failed : exitCodes.done);
  } finally {
    interruption.stop();
  }
}

/** Loads the package with plans and tables, which is not published. */
async function load(): Promise<typeof import('@neural-em/reproduction')> {
  const name: string = '@neural-em/reproduction';
  try {
    return await import(name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new UsageError(
      'nem reproduce needs the package reproduction, which is not published: clone the repository, run npm ci and npm run build, and use nem there',
    );
  }
}
