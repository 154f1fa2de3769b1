import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { learningCurve } from '@neural-em/viz/charts';
import { readRunConfig } from './config.ts';
import { newDocument } from './document.ts';
import { readResult } from './folder.ts';
import { learningCurves, readRows } from './rows.ts';

/** What a table of runs says about one of them: its settings, its progress, and its scores so far. */
export type RunSummary = Awaited<ReturnType<typeof summariseRun>>;

/**
 * Returns settings, progress and scores of a run, which may still be training; what is not known yet is null.
 *
 * @throws RunError if there is no run; RunDataError if its files are damaged.
 */
export async function summariseRun(run: string) {
  const { settings, backend } = await readRunConfig(run);
  const rows = await readRows(run);
  const { validation } = learningCurves(rows);
  const best = validation.reduce<(typeof validation)[number] | undefined>((a, b) => (a && a.value <= b.value ? a : b), undefined);
  const scores = (await readResult(run))?.rows[0];
  return {
    run,
    experiment: settings.experiment,
    model: settings.model.algorithm,
    components: settings.model.components,
    seed: settings.seed,
    backend: backend.name,
    done: await isDone(folderStorage(run)),
    steps: rows.findLast(({ kind }) => kind === 'step')?.step ?? 0,
    bestStep: best?.step ?? null,
    validationLoss: best?.value ?? null,
    amiMax: scores?.amiMax ?? null,
    amiArithmetic: scores?.amiArithmetic ?? null,
    ari: scores?.ari ?? null,
    crossEntropy: scores?.crossEntropy ?? null,
  };
}

/** Draws loss and score of runs over training steps, as an SVG. Throws like `readRows`. */
export async function runsChart(paths: readonly string[]): Promise<string> {
  const series = await Promise.all(paths.map(async (name) => ({ name, ...learningCurves(await readRows(name)) })));
  return learningCurve({ document: await newDocument(), series, scoreName: 'AMI (max)' });
}
