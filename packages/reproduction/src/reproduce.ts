import { existsSync } from 'node:fs';
import { chooseBackend } from '@neural-em/backends';
import { fixed, layOut, RunError } from '@neural-em/runs';
import { createLiveTable, endedTexts, runSweep } from '@neural-em/sweeps';
import { writeAblation } from './ablation.ts';
import { commandLine, listOf, type ReproduceFlags, seedsOf } from './flags.ts';
import { writeGeneralisation } from './generalisation.ts';
import { contendersOf, type PlannedRun, planRuns, quickSettings, reproductions } from './plan.ts';
import { readStates } from './states.ts';
import { ablationSummary, summary } from './summary.ts';
import { variantContenders } from './variants.ts';
import { writeResults } from './write-results.ts';

/** Options of `reproduce`: the flags, and how results are shown. */
export interface ReproduceOptions extends ReproduceFlags {
  readonly say: (text: string) => void;
  /** Once this is aborted, runs under way are saved and no further run begins. */
  readonly pause?: AbortSignal | undefined;
}

/** How the training of all runs ended. */
type Ended = 'done' | 'paused' | 'failed';

/**
 * Trains (or continues) all runs of a table of the paper as a sweep, and writes the table with published scores and baselines. With
 * `--ablation`, it writes an ablation, and with `--generalisation` the scores of a model on tasks that it was not trained on.
 *
 * @returns how the training ended; the table is written only if that is `done`.
 * @throws RunError if there is no such reproduction, or flags do not go together; SweepError if a folder holds a run of other settings.
 */
export async function reproduce(experiment: string, options: ReproduceOptions): Promise<Ended> {
  const contenders = contendersOf(experiment, listOf(options.ablation ? undefined : options.models));
  if (options.generalisation !== undefined) return generalise(experiment, options.generalisation, options);
  if (options.ablation) return ablate(experiment, options);
  const { quick, say } = options;
  const folder = options.out ?? `runs/${experiment}${quick ? '-quick' : ''}`;
  const changed = [...(quick ? quickSettings : []), ...(options.set ?? [])];
  const testImages = options.testImages ?? (quick ? 500 : 10_000);
  const seeds = seedsOf(options.seeds ?? (quick ? '1' : '1,2,3,4,5'));
  const all = planRuns({ contenders: reproductions[experiment]!, seeds, folder, set: changed, testImages });
  const chosen = all.filter(({ combination }) => contenders.some(({ name }) => name === combination));
  // Runs that another call has trained belong to the same table.
  const runs = all.filter((run) => chosen.includes(run) || existsSync(`${run.folder}/config.json`));
  await readStates(runs);
  const ended = await trainUnlessTableOnly(chosen, folder, options);
  if (ended !== 'done') return ended;
  await chooseBackend({ name: options.backend });
  const results = options.results ?? `${folder}/results`;
  say('\nscoring baselines, and the best run of each model image by image');
  const table = await writeResults({ experiment, runs, changed, command: commandLine(experiment, options), testImages, folder: results });
  say(`\n${layOut(summary(table))}\n\ntable: ${results}/table.md`);
  return ended;
}

/** For `--ablation`: trains variants for an equal budget and compares their validation scores. */
async function ablate(experiment: string, options: ReproduceOptions): Promise<Ended> {
  const { minutes, steps, base = 'short', say } = options;
  if ((minutes === undefined) === (steps === undefined))
    throw new RunError('--ablation needs a budget: --minutes or --steps, and not both');
  const budget = minutes === undefined ? `${steps} steps` : `${minutes} minutes`;
  const names = listOf(options.models);
  const contenders = variantContenders(experiment, { base, ...(names ? { names } : {}) });
  const set = [...(steps === undefined ? [] : [`training.maxSteps=${steps}`]), ...(options.set ?? [])];
  const root = options.out ?? `runs/${experiment}-ablation`;
  const folder = `${root}/${base}-${budget.replace(' ', '-')}`;
  const { testImages = 500, seeds = '1' } = options;
  const runs = planRuns({ contenders, seeds: seedsOf(seeds), folder, set, testImages });
  const ended = await trainUnlessTableOnly(runs, folder, options);
  if (ended !== 'done') return ended;
  const results = options.results ?? `${folder}/results`;
  const rows = writeAblation(results, { experiment, base, budget, command: commandLine(experiment, options) }, await readStates(runs));
  say(`\n${layOut(ablationSummary(rows))}\n\ntable: ${results}/ablation.md`);
  return ended;
}

/** For `--generalisation RUN`: scores a model on tasks that it was not trained on. */
async function generalise(experiment: string, run: string, options: ReproduceOptions): Promise<Ended> {
  await chooseBackend({ name: options.backend });
  const results = options.results ?? (existsSync(run) ? `${run}/results` : `runs/${run}-results`);
  const rows = await writeGeneralisation(results, { run, images: options.testImages ?? 1000, command: commandLine(experiment, options) });
  const cells = rows.map(({ group, name, amiMax, kMeansAmiMax }) => [`${group}: ${name}`, fixed(amiMax, 3), fixed(kMeansAmiMax, 3)]);
  options.say(`${layOut([['', 'AMI (max)', 'k-means'], ...cells])}\n\ntable: ${results}/generalisation.md`);
  return 'done';
}

/** Trains the runs, unless only the table is wanted. */
async function trainUnlessTableOnly(runs: readonly PlannedRun[], folder: string, options: ReproduceOptions): Promise<Ended> {
  const { tableOnly, say, jobs, backend, minutes, pause } = options;
  if (tableOnly) return 'done';
  const sweep = { name: folder, begins: folder, varied: [], runs, checksum: '' };
  const place = { path: folder, pathOf: ({ name }: { readonly name: string }) => `${folder}/${name}`, others: [] };
  const live = createLiveTable(say);
  const ended = await runSweep(sweep, place, { jobs, backend, minutes, pause, say: live.say, onChange: live.update }).finally(live.stop);
  for (const text of endedTexts(ended, folder)) say(text);
  const failed = ended.some(({ state }) => state === 'failed');
  if (!pause?.aborted && !failed) return 'done';
  say(`${failed ? '' : 'saved; '}the same command continues; with --table-only it makes the table of the runs that exist`);
  return pause?.aborted ? 'paused' : 'failed';
}
