import { existsSync } from 'node:fs';
import { chooseBackend } from '@neural-em/backends';
import { fixed, type Progress, RunError } from '@neural-em/runs';
import { writeAblation } from './ablation.ts';
import { commandLine, listOf, type ReproduceFlags, seedsOf } from './flags.ts';
import { writeGeneralisation } from './generalisation.ts';
import { contendersOf, type PlannedRun, planRuns, quickSettings, reproductions } from './plan.ts';
import { readStates } from './states.ts';
import { ablationSummary, summary } from './summary.ts';
import { checkIsPlanned, trainPlanned } from './train-planned.ts';
import { variantContenders } from './variants.ts';
import { writeResults } from './write-results.ts';

/** What is reproduced, and how it is shown. */
export interface ReproduceOptions extends ReproduceFlags {
  readonly say: (text: string) => void;
  /** Cells as a table for a terminal. */
  readonly layOut: (cells: readonly (readonly string[])[]) => string;
  readonly progress?: ((label: string) => Progress) | undefined;
  /** Once aborted, the run under way is saved and nothing else is begun. */
  readonly pause?: AbortSignal | undefined;
}

/**
 * Trains all runs of a table of the paper, or goes on with them, and writes the table beside published scores and baselines; or an
 * ablation, or what a model does beyond its training.
 *
 * @throws RunError where there is no such reproduction, flags do not go together, or a folder holds runs of other settings.
 */
export async function reproduce(experiment: string, options: ReproduceOptions): Promise<void> {
  const contenders = contendersOf(experiment, listOf(options.ablation ? undefined : options.models));
  if (options.generalisation !== undefined) return generalise(experiment, options.generalisation, options);
  if (options.ablation) return ablate(experiment, options);
  const { quick, say } = options;
  const folder = options.out ?? `runs/${experiment}${quick ? '-quick' : ''}`;
  const changed = [...(quick ? quickSettings : []), ...(options.set ?? [])];
  const all = planRuns({
    contenders: reproductions[experiment]!,
    seeds: seedsOf(options.seeds ?? (quick ? '1' : '1,2,3,4,5')),
    folder,
    set: changed,
  });
  const chosen = all.filter(({ name }) => contenders.some((contender) => contender.name === name));
  const testImages = options.testImages ?? (quick ? 500 : 10_000);
  if (!(await trainUnlessTableOnly(chosen, testImages, options))) return;
  // What was trained by another call belongs to the same table.
  const runs = all.filter((run) => chosen.includes(run) || existsSync(`${run.folder}/config.json`));
  await chooseBackend({ name: options.backend });
  const results = options.results ?? `${folder}/results`;
  say('\nscoring baselines, and the best run of each model image by image');
  const table = await writeResults({ experiment, runs, changed, command: commandLine(experiment, options), testImages, folder: results });
  say(`\n${options.layOut(summary(table))}\n\ntable: ${results}/table.md`);
}

/** `--ablation`: trains variants for an equal budget and sets their validation scores side by side. */
async function ablate(experiment: string, options: ReproduceOptions): Promise<void> {
  const { minutes, steps, base = 'short', say } = options;
  if ((minutes === undefined) === (steps === undefined))
    throw new RunError('--ablation needs a budget: --minutes or --steps, and not both');
  const budget = minutes === undefined ? `${steps} steps` : `${minutes} minutes`;
  const names = listOf(options.models);
  const contenders = variantContenders(experiment, { base, ...(names ? { names } : {}) });
  const set = [...(steps === undefined ? [] : [`training.maxSteps=${steps}`]), ...(options.set ?? [])];
  const root = options.out ?? `runs/${experiment}-ablation`;
  const folder = `${root}/${base}-${budget.replace(' ', '-')}`;
  const runs = planRuns({ contenders, seeds: seedsOf(options.seeds ?? '1'), folder, set, ...(minutes === undefined ? {} : { minutes }) });
  if (!(await trainUnlessTableOnly(runs, options.testImages ?? 500, options))) return;
  const results = options.results ?? `${folder}/results`;
  const rows = writeAblation(results, { experiment, base, budget, command: commandLine(experiment, options) }, await readStates(runs));
  say(`\n${options.layOut(ablationSummary(rows))}\n\ntable: ${results}/ablation.md`);
}

/** `--generalisation RUN`: scores a model on what it was not trained on. */
async function generalise(experiment: string, run: string, options: ReproduceOptions): Promise<void> {
  await chooseBackend({ name: options.backend });
  const results = options.results ?? (existsSync(run) ? `${run}/results` : `runs/${run}-results`);
  const rows = await writeGeneralisation(results, { run, images: options.testImages ?? 1000, command: commandLine(experiment, options) });
  const cells = rows.map(({ group, name, amiMax, kMeansAmiMax }) => [`${group}: ${name}`, fixed(amiMax, 3), fixed(kMeansAmiMax, 3)]);
  options.say(`${options.layOut([['', 'AMI (max)', 'k-means'], ...cells])}\n\ntable: ${results}/generalisation.md`);
}

/** Trains, unless told not to; false where a signal ended it. */
async function trainUnlessTableOnly(runs: readonly PlannedRun[], testImages: number, options: ReproduceOptions): Promise<boolean> {
  const { say, progress, pause } = options;
  if (options.tableOnly) {
    for (const run of runs) await checkIsPlanned(run);
    return true;
  }
  const backend = await chooseBackend({ name: options.backend });
  const ended = await trainPlanned(runs, { testImages, backend, say, progress, pause });
  if (!ended) say('the same command goes on; with --table-only it makes the table of what is there');
  return ended;
}
