import { existsSync } from 'node:fs';
import { chooseBackend } from '@neural-em/backends';
import type { Command } from 'commander';
import { UsageError } from '../errors.ts';
import { collect, positiveNumber, wholeNumber } from '../flags.ts';
import { writeAblation } from '../reproduce/ablation.ts';
import { writeGeneralisation } from '../reproduce/generalisation.ts';
import { contendersOf, type PlannedRun, planRuns, quickSettings, reproductions } from '../reproduce/plan.ts';
import { shownPath } from '../reproduce/shown-path.ts';
import { readStates } from '../reproduce/states.ts';
import { ablationSummary, summary } from '../reproduce/summary.ts';
import { checkIsPlanned, trainPlanned } from '../reproduce/train-planned.ts';
import { bases, variantContenders, variants } from '../reproduce/variants.ts';
import { writeResults } from '../reproduce/write-results.ts';
import { layOut } from '../table.ts';

/** Flags of `nem reproduce`. */
export interface ReproduceFlags {
  readonly seeds?: string;
  readonly models?: string;
  readonly quick?: boolean;
  readonly tableOnly?: boolean;
  readonly set?: readonly string[];
  readonly testImages?: number;
  readonly out?: string;
  readonly results?: string;
  readonly backend?: string;
  readonly generalisation?: string;
  readonly ablation?: boolean;
  readonly base?: string;
  readonly minutes?: number;
  readonly steps?: number;
}

/** Adds `nem reproduce`. */
export function addReproduceCommand(program: Command): void {
  program
    .command('reproduce')
    .description('train all runs of a table of the paper, or go on with them, and write the table beside published scores and baselines')
    .argument('<experiment>', `what to reproduce: ${Object.keys(reproductions).join(', ')}`)
    .option('--models <names>', 'models, with commas between (those of the paper); with --ablation variants')
    .option('--seeds <numbers>', 'seeds, with commas between (1,2,3,4,5)')
    .option('--quick', 'one seed at reduced size, within minutes')
    .option('--table-only', 'train nothing: make the table of what is there')
    .option('--test-images <number>', 'test images to score (10000)', wholeNumber)
    .option('--set <name=value>', 'change one setting in all runs; the table says so; again for more', collect)
    .option(
      '--generalisation <run>',
      'score a run, or a pretrained model, with other K, numbers of objects, EM steps, shapes and sizes instead',
    )
    .option('--ablation', `train variants for an equal budget instead: ${Object.keys(variants).join(', ')}`)
    .option('--base <name>', `settings that variants change: ${Object.keys(bases).join(', ')} (short)`)
    .option('--minutes <number>', 'budget of each variant', positiveNumber)
    .option('--steps <number>', 'budget of each variant', wholeNumber)
    .option('--out <folder>', 'folder of the runs (runs/EXPERIMENT)')
    .option('--results <folder>', 'folder of the table (results in the folder of the runs)')
    .option('--backend <name>', 'tfjs backend: native, wasm, cpu, … (the best that is there)')
    .action(reproduceCommand);
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** `nem reproduce EXPERIMENT`: trains what the paper's table consists of, goes on with what is there, and writes the table. */
async function reproduceCommand(experiment: string, flags: ReproduceFlags): Promise<void> {
  const contenders = contendersOf(experiment, listOf(flags.ablation ? undefined : flags.models));
  if (flags.generalisation !== undefined) return generalise(experiment, flags.generalisation, flags);
  if (flags.ablation) return ablate(experiment, flags);
  const folder = flags.out ?? `runs/${experiment}${flags.quick ? '-quick' : ''}`;
  const changed = [...(flags.quick ? quickSettings : []), ...(flags.set ?? [])];
  const all = planRuns({
    contenders: reproductions[experiment]!,
    seeds: seedsOf(flags.seeds ?? (flags.quick ? '1' : '1,2,3,4,5')),
    folder,
    set: changed,
  });
  const chosen = all.filter(({ name }) => contenders.some((contender) => contender.name === name));
  const testImages = flags.testImages ?? (flags.quick ? 500 : 10_000);
  if (!(await trainUnlessTableOnly(chosen, testImages, flags))) return;
  // What was trained by another call belongs to the same table.
  const runs = all.filter((run) => chosen.includes(run) || existsSync(`${run.folder}/config.json`));
  await chooseBackend({ name: flags.backend });
  const results = flags.results ?? `${folder}/results`;
  say('\nscoring baselines, and the best run of each model image by image');
  const table = await writeResults({ experiment, runs, changed, command: commandLine(experiment, flags), testImages, folder: results });
  say(`\n${summary(table)}\n\ntable: ${results}/table.md`);
}

/** `--ablation`: trains variants for an equal budget and sets their validation scores side by side. */
async function ablate(experiment: string, flags: ReproduceFlags): Promise<void> {
  const { minutes, steps, base = 'short' } = flags;
  if ((minutes === undefined) === (steps === undefined))
    throw new UsageError('--ablation needs a budget: --minutes or --steps, and not both');
  const budget = minutes === undefined ? `${steps} steps` : `${minutes} minutes`;
  const names = listOf(flags.models);
  const contenders = variantContenders(experiment, { base, ...(names ? { names } : {}) });
  const set = [...(steps === undefined ? [] : [`training.maxSteps=${steps}`]), ...(flags.set ?? [])];
  const root = flags.out ?? `runs/${experiment}-ablation`;
  const folder = `${root}/${base}-${budget.replace(' ', '-')}`;
  const runs = planRuns({ contenders, seeds: seedsOf(flags.seeds ?? '1'), folder, set, ...(minutes === undefined ? {} : { minutes }) });
  if (!(await trainUnlessTableOnly(runs, flags.testImages ?? 500, flags))) return;
  const results = flags.results ?? `${folder}/results`;
  const rows = writeAblation(results, { experiment, base, budget, command: commandLine(experiment, flags) }, await readStates(runs));
  say(`\n${ablationSummary(rows)}\n\ntable: ${results}/ablation.md`);
}

/** `--generalisation RUN`: scores a model on what it was not trained on. */
async function generalise(experiment: string, run: string, flags: ReproduceFlags): Promise<void> {
  await chooseBackend({ name: flags.backend });
  const results = flags.results ?? (existsSync(run) ? `${run}/results` : `runs/${run}-results`);
  const rows = await writeGeneralisation(results, { run, images: flags.testImages ?? 1000, command: commandLine(experiment, flags) });
  const cells = rows.map(({ group, name, amiMax, kMeansAmiMax }) => [`${group}: ${name}`, amiMax.toFixed(3), kMeansAmiMax.toFixed(3)]);
  say(`${layOut([['', 'AMI (max)', 'k-means'], ...cells])}\n\ntable: ${results}/generalisation.md`);
}

/** Trains, unless told not to; false where a signal ended it. */
async function trainUnlessTableOnly(
  runs: readonly PlannedRun[],
  testImages: number,
  { tableOnly, backend }: ReproduceFlags,
): Promise<boolean> {
  if (tableOnly) {
    for (const run of runs) await checkIsPlanned(run);
    return true;
  }
  const ended = await trainPlanned(runs, { testImages, backend, say });
  if (!ended) say('the same command goes on; with --table-only it makes the table of what is there');
  return ended;
}

/** What made a table, for those who read it: the flags that say what, and not where. */
function commandLine(experiment: string, flags: ReproduceFlags): string {
  const { seeds, models, quick, set = [], testImages, generalisation, ablation, base, minutes, steps } = flags;
  const shownRun = generalisation === undefined ? {} : { generalisation: shownPath(generalisation) };
  const values = Object.entries({ models, seeds, base, minutes, steps, 'test-images': testImages, ...shownRun });
  return [
    `nem reproduce ${experiment}`,
    ...(quick ? ['--quick'] : []),
    ...(ablation ? ['--ablation'] : []),
    ...values.flatMap(([name, value]) => (value === undefined ? [] : [`--${name} ${value}`])),
    ...set.map((setting) => `--set ${setting}`),
  ].join(' ');
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

function seedsOf(text: string): number[] {
  const seeds = listOf(text)!.map(Number);
  if (!seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0))
    throw new UsageError(`--seeds takes whole numbers with commas between, like 1,2,3, not ${text}`);
  return seeds;
}
