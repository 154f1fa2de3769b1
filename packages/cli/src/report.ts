import { changeText, differences, experimentNamed } from '@neural-em/experiments';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingGif } from '@neural-em/viz/gif';
import { type ReportExample, type ReportRun, reportHtml } from '@neural-em/viz/report';
import { Window } from 'happy-dom';
import { type KeptEvaluation, stepsOf } from './evaluations.ts';
import { type FigureOptions, groupingsOf } from './figures.ts';
import { duration } from './progress.ts';
import { resultsOf } from './report-results.ts';
import { learningCurves, type Row } from './rows.ts';
import type { RunConfig, RunResult } from './run-folder.ts';
import { score } from './scoreboard.ts';
import { quote } from './shell.ts';

/** A run as a report shows it. */
export interface ReportedRun extends FigureOptions {
  readonly path: string;
  readonly config: RunConfig;
  readonly result: RunResult | undefined;
  readonly rows: readonly Row[];
  /** What else it was scored on. */
  readonly evaluations: readonly KeptEvaluation[];
}

/** Test images that are looked through for the best and the worst example. */
const LOOKED_AT = 200;
const EXAMPLES = 2;

/** One self-contained page on one run, or several side by side: curves, scores beside baselines and published ones, examples, settings. */
export async function makeReport(runs: readonly ReportedRun[]): Promise<string> {
  const shown: ReportRun[] = [];
  for (const run of runs) shown.push(await describeRun(run), ...run.evaluations.map((evaluation) => describeEvaluation(run, evaluation)));
  const { settings, versions } = runs[0]!.config;
  const { model, experiment } = settings;
  return reportHtml({
    document: new Window().document,
    title: runs.length === 1 ? `${experiment}, ${model.algorithm}, K = ${model.components}` : `${runs.length} runs`,
    runs: shown,
    results: resultsOf(runs),
    scoreName: 'AMI (max)',
    trainedSteps: stepsOf(settings),
    footer: `neural-em ${versions.nem}, Node ${versions.node}`,
  });
}

async function describeRun(run: ReportedRun): Promise<ReportRun> {
  const { path, config, result, rows } = run;
  const { settings, backend, machine, from } = config;
  const { best, worst } = await examples(run);
  const changes = differences(settings, experimentNamed(settings.experiment))
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => `--set ${quote(changeText(path, value))}`);
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
    commands: [['nem train', settings.experiment, ...changes, ...(from === undefined ? [] : [`--from ${quote(from)}`])].join(' ')],
  };
}

/** What else a run was scored on, in a column of its own. */
function describeEvaluation({ path, config }: ReportedRun, evaluation: KeptEvaluation): ReportRun {
  const { name, settings, images, backend, steps, command } = evaluation;
  return {
    name: `${path}: ${name}`,
    facts: { 'test images': images, backend, seed: settings.seed },
    settings: { ...settings, run: config.settings.run },
    ...(steps.length > 0 ? { scorePerStep: steps } : {}),
    commands: [command],
  };
}

/** The test images that the model groups best and worst, of the first ones that were scored. */
async function examples(run: ReportedRun): Promise<{ best: ReportExample[]; worst: ReportExample[] }> {
  const { model, dataset, task, config, result } = run;
  const images = Math.min(LOOKED_AT, result?.testImages ?? LOOKED_AT);
  const { scores } = await score({ model, dataset, task, settings: config.settings, images });
  const ranked = scores.amiMax!.map((score, index) => ({ score, index })).sort((a, b) => b.score - a.score);
  const draw = async (chosen: typeof ranked) => {
    const groupings = await groupingsOf(
      chosen.map(({ index }) => index),
      run,
    );
    return groupings.map((grouping, i) => ({
      caption: `test image ${chosen[i]!.index}, AMI ${chosen[i]!.score.toFixed(3)} in the evaluation`,
      animation: groupingGif(grouping),
      still: encodePng(groupingFigure({ ...grouping, columns: [0, grouping.shape.steps >> 1, grouping.shape.steps - 1] })),
    }));
  };
  return { best: await draw(ranked.slice(0, EXAMPLES)), worst: await draw(ranked.slice(-EXAMPLES).reverse()) };
}
