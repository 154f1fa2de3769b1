import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble, experimentNamed } from '@neural-em/experiments';
import { baselines, type ImageScores, learningCurves, meansOf, newDocument, nodeParts, readRows, scoreBaseline } from '@neural-em/runs';
import { learningCurve } from '@neural-em/viz/charts';
import { drawExamples, type Example } from './examples.ts';
import { reproductionPage } from './markdown.ts';
import { byOverlap, overlaps } from './overlap.ts';
import type { PlannedRun } from './plan.ts';
import { shownPath } from './shown-path.ts';
import { type RunState, readStates } from './states.ts';
import { modelNames, modelRows, ownScores, publishedOn, type ReproductionTable, scoredRuns } from './table.ts';
import { readTrainedModel, scoreModel, type TrainedModel } from './trained-model.ts';

/** The inputs of a table. */
export interface ResultsOptions {
  readonly experiment: string;
  readonly runs: readonly PlannedRun[];
  readonly changed: readonly string[];
  readonly command: string;
  readonly testImages: number;
  /** Number of test images that are scored one by one, for the table by overlap and for the examples. */
  readonly graded?: number;
  readonly folder: string;
}

/** Writes table, curves and examples of the existing runs: `table.md`, `table.json`, `curves.svg`, `figures/`. */
export async function writeResults(options: ResultsOptions): Promise<ReproductionTable> {
  const { experiment, runs, changed, command, testImages, graded = 1000, folder } = options;
  const states = await scoreUnfinished(await readStates(runs), testImages);
  const models = await bestModels(states);
  const { dataset } = await assemble(runs[0]!.settings, nodeParts);
  const told = Object.fromEntries(
    Object.entries(baselines).map(([name, group]) => [
      name,
      scoreBaseline(group, { dataset, split: 'test', images: testImages, steps: 1 }),
    ]),
  );
  const images = Math.min(graded, testImages, dataset.size.test);
  const overlap = overlaps(dataset, images);
  const graduated: Record<string, Pick<ImageScores, 'amiMax'>> = {};
  const examples: Example[] = [];
  for (const [name, model] of Object.entries(models)) {
    const scores = await scoreModel(model, { ...model, images });
    graduated[name] = scores;
    examples.push(...(await drawExamples(name, model, { scores: scores.amiMax, overlap })));
  }
  const rows = Object.entries({ ...graduated, ...told });
  const table: ReproductionTable = {
    experiment,
    command,
    changed,
    testImages,
    models: modelRows(states),
    scores: changed.length ? [] : ownScores(states, { experiment, components: experimentNamed(experiment).model.components }),
    published: publishedOn(experiment),
    baselines: Object.entries(told).map(([name, scores]) => ({ name, ...meansOf(scores) })),
    overlap: { images, rows: rows.map(([name, { amiMax }]) => ({ name, bins: byOverlap(overlap, amiMax.slice(0, images)) })) },
    examples: examples.map(({ name, caption }) => ({ name, caption })),
    runs: states.map((state) => ({ ...state, folder: shownPath(state.folder) })),
  };
  await write(folder, table, states, examples);
  return table;
}

/** Scores unfinished runs with their best weights so far. */
async function scoreUnfinished(states: readonly RunState[], images: number): Promise<RunState[]> {
  const scored: RunState[] = [];
  for (const state of states) {
    const test = state.state === 'unfinished' && state.best ? await scoreOf(state, images) : state.test;
    scored.push({ ...state, test });
  }
  return scored;
}

async function scoreOf({ folder, restarts }: RunState, images: number): Promise<NonNullable<RunState['test']>> {
  const model = await readTrainedModel(folder, { restarts });
  const scores = await scoreModel(model, { ...model, images });
  return { images: scores.amiMax.length, scores: { ...meansOf(scores), loss: scores.loss } };
}

/** Returns, for each model, its run with the lowest validation loss, chosen among finished runs if there are any. */
async function bestModels(states: readonly RunState[]): Promise<Record<string, TrainedModel>> {
  const models: Record<string, TrainedModel> = {};
  for (const name of modelNames(states)) {
    const runs = scoredRuns(states, name).filter(({ best }) => best);
    const [best] = runs.sort((a, b) => a.best!.loss - b.best!.loss);
    if (best) models[name] = await readTrainedModel(best.folder, best);
  }
  return models;
}

async function write(folder: string, table: ReproductionTable, states: readonly RunState[], examples: readonly Example[]): Promise<void> {
  // Removes the pictures of an earlier table, which would be mistaken for pictures of this one.
  rmSync(join(folder, 'figures'), { recursive: true, force: true });
  mkdirSync(join(folder, 'figures'), { recursive: true });
  for (const { name, png } of examples) writeFileSync(join(folder, `figures/${name}.png`), png);
  const begun = states.filter(({ state }) => state !== 'missing');
  const series = await Promise.all(
    begun.map(async ({ name, seed, folder: run }) => ({
      name: `${name}, seed ${seed}`,
      ...learningCurves(await readRows(run)),
      training: undefined,
    })),
  );
  const drawn = series.filter(({ validation }) => validation.length > 0);
  if (drawn.length) {
    const svg = learningCurve({ document: await newDocument(), series: drawn, scoreName: 'AMI (max)' });
    writeFileSync(join(folder, 'curves.svg'), svg);
  }
  writeFileSync(join(folder, 'table.json'), `${JSON.stringify(table, null, 2)}\n`);
  writeFileSync(join(folder, 'table.md'), reproductionPage(table));
}
