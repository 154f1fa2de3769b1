import type { ReproduceFlags } from '@neural-em/reproduction';
import { exitCodes, UsageError } from '../errors.ts';
import { type AddCommand, collect, positiveNumber, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';
import { awaitInterruption } from '../signals.ts';
import { createLiveTable } from '../sweep/live-table.ts';
import { layOut } from '../text/table.ts';

/** Adds `nem reproduce`. */
export const reproduce: AddCommand = (program) => {
  program
    .command('reproduce')
    .description(
      'in a clone of the repository: train all runs of a table of the paper, or continue them, and write the table with published scores and baselines',
    )
    .argument('<experiment>', 'what to reproduce: static-shapes')
    .option('--models <names>', 'models, separated by commas (those of the paper); with --ablation, variants; a wrong name lists all')
    .option('--seeds <numbers>', 'seeds, separated by commas (1,2,3,4,5)')
    .option('--quick', 'one seed at reduced size, within minutes')
    .option('--table-only', 'train nothing; make the table of the runs that exist')
    .option('--test-images <number>', 'test images to score (10000)', wholeNumber)
    .option('--set <name=value>', 'change one setting in all runs, and say so in the table; may be repeated', collect)
    .option(
      '--generalisation <run>',
      'score a run, or a pretrained model, with other K, numbers of objects, EM steps, shapes and sizes instead',
    )
    .option('--ablation', 'train variants for an equal budget instead')
    .option('--base <name>', 'settings that the variants change: paper, short or recommended (short)')
    .option('--minutes <number>', 'budget of each variant', positiveNumber)
    .option('--steps <number>', 'budget of each variant', wholeNumber)
    .option('--jobs <number>', 'runs at a time (the cores of this machine, fewer where memory does not hold them)', wholeNumber)
    .option('--out <folder>', 'folder of the runs (runs/EXPERIMENT)')
    .option('--results <folder>', 'folder of the table (results in the folder of the runs)')
    .option(...shared.backend)
    .action(reproduceCommand);
};

async function reproduceCommand(experiment: string, flags: ReproduceFlags): Promise<void> {
  const { reproduce } = await load();
  const say = (text: string) => print(`${text}\n`);
  const interruption = awaitInterruption(say);
  const live = createLiveTable(say);
  try {
    const ended = await reproduce(experiment, { ...flags, say: live.say, layOut, live, pause: interruption.pause });
    process.exitCode = interruption.exitCode() ?? (ended === 'failed' ? exitCodes.failed : exitCodes.done);
  } finally {
    live.stop();
    interruption.stop();
  }
}

/** Loads the plans and tables, which are not published. */
async function load(): Promise<typeof import('@neural-em/reproduction')> {
  const name: string = '@neural-em/reproduction';
  try {
    return await import(name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND')) throw error;
    throw new UsageError(
      'nem reproduce works in a clone of the repository, once it is built: its package reproduction has the plans of the tables',
    );
  }
}
