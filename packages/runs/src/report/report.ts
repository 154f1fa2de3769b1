import { writeFileSync } from 'node:fs';
import {
  assemble,
  changeText,
  complete,
  differences,
  experimentNamed,
  isExperiment,
  type Parts,
  type Settings,
  stagesOf,
} from '@neural-em/experiments';
import { loadWeights } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { type ReportRun, reportHtml } from '@neural-em/viz/report';
import { settingsForData } from '../data/files.ts';
import { newDocument } from '../document.ts';
import { type KeptEvaluation, readEvaluations, stepsOf } from '../evaluations.ts';
import { readRun } from '../folder.ts';
import { nodeParts } from '../node-parts.ts';
import { learningCurves, readRows } from '../rows.ts';
import { quote } from '../shell.ts';
import { duration } from '../words.ts';
import { bestAndWorst } from './examples.ts';
import { goingOn } from './going-on.ts';
import type { ReportedRun } from './reported.ts';
import { resultsOf } from './results.ts';

/** Reads a run with its model for a report. Throws like `readRun`. */
export async function readReported(path: string, parts: Parts = nodeParts): Promise<ReportedRun> {
  const { config, weights, result, notices } = await readRun(path);
  const kept = { ...config.settings.evaluation, restarts: result?.restarts ?? config.settings.evaluation.restarts };
  const { model, evaluation } = await assemble({ ...stagesOf(config.settings).at(-1)!, evaluation: kept }, parts);
  loadWeights(model.params, weights);
  const [rows, evaluations] = await Promise.all([readRows(path), readEvaluations(path)]);
  return { path, config, result, rows, evaluations, model, evaluation, notices };
}

/** Writes the page about runs, by default into the folder of a single run. Returns the name of the file. */
export async function saveReport(
  paths: readonly string[],
  { out, parts = nodeParts }: { readonly out?: string | undefined; readonly parts?: Parts | undefined } = {},
): Promise<string> {
  const runs: ReportedRun[] = [];
  for (const path of paths) runs.push(await readReported(path, parts));
  const page = new TextEncoder().encode(await makeReport(runs, parts));
  if (out === undefined && paths.length === 1) {
    // folderStorage does not follow links: a folder from someone else may have one at this place.
    await folderStorage(paths[0]!).write('report.html', page);
    return `${paths[0]}/report.html`;
  }
  const file = out ?? 'report.html';
  writeFileSync(file, page);
  return file;
}

/** Makes a self-contained page about one run, or several side by side: curves, scores beside baselines and published ones, examples, settings. */
export async function makeReport(runs: readonly ReportedRun[], parts: Parts = nodeParts): Promise<string> {
  const shown: ReportRun[] = [];
  for (const run of runs) shown.push(await shownRun(run, parts), ...run.evaluations.map((evaluation) => shownEvaluation(run, evaluation)));
  const { settings, versions } = runs[0]!.config;
  const { model, experiment } = settings;
  return reportHtml({
    document: await newDocument(),
    title: runs.length === 1 ? `${experiment}, ${model.algorithm}, K = ${model.components}` : `${runs.length} runs`,
    runs: shown,
    results: resultsOf(runs),
    scoreName: 'AMI (max)',
    trainedSteps: stepsOf(settings),
    footer: `neural-em ${versions.nem}, Node ${versions.node}`,
  });
}

async function shownRun(run: ReportedRun, parts: Parts): Promise<ReportRun> {
  const { path, config, result, rows } = run;
  const { settings, backend, machine, from } = config;
  const { best, worst } = await bestAndWorst(run, parts);
  return {
    name: path,
    facts: {
      ...(result
        ? {
            'training steps': result.step,
            time: duration(result.seconds),
            'best step': result.bestStep ?? '–',
            'test images': result.testImages,
          }
        : {}),
      backend: `${backend.name} (${backend.description})`,
      machine: `${machine.processor}, ${machine.cores} cores, ${machine.memory}`,
      seed: settings.seed,
    },
    settings,
    curve: learningCurves(rows),
    ...(result?.steps?.length ? { scorePerStep: result.steps } : {}),
    best,
    worst,
    rollout: await goingOn(run, parts),
    commands: [await trainCommand(settings, { from, parts })],
  };
}

/** Returns the command that trains with these settings: the experiment or the data, and every setting that differs from those of `nem train` for it. */
export async function trainCommand(
  settings: Settings,
  { from, parts = nodeParts }: { readonly from?: string | undefined; readonly parts?: Parts | undefined } = {},
): Promise<string> {
  const { experiment, data } = settings;
  const name = isExperiment(experiment) ? experiment : (data.path ?? data.kind);
  const base = await baseOf(name, settings, parts);
  const changes = differences(settings, { ...base, experiment })
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => `--set ${quote(changeText(path, value))}`);
  return ['nem train', quote(name), ...changes, ...(from === undefined ? [] : [`--from ${quote(from)}`])].join(' ');
}

/** Returns the settings of `nem train NAME` before any flag changes them. */
async function baseOf(name: string, { experiment, data }: Settings, parts: Parts): Promise<Settings> {
  if (isExperiment(name)) return experimentNamed(name);
  try {
    return await settingsForData(name, parts);
  } catch {
    // The user's own data set, which cannot be opened by its name alone.
    return complete({ experiment, data: { kind: data.kind, path: data.path } });
  }
}

/** Returns another evaluation of a run as a column of its own. */
function shownEvaluation({ path }: ReportedRun, evaluation: KeptEvaluation): ReportRun {
  const { name, settings, images, backend, steps, command } = evaluation;
  return {
    name: `${path}: ${name}`,
    facts: { 'test images': images, backend, seed: settings.seed },
    settings,
    ...(steps.length > 0 ? { scorePerStep: steps } : {}),
    commands: [command],
  };
}
