import { batches } from '@neural-em/datasets';
import { experimentNamed, published } from '@neural-em/experiments';
import { evaluate } from '@neural-em/trainers';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingGif } from '@neural-em/viz/gif';
import { type ReportExample, type ReportRun, type ResultRow, reportHtml } from '@neural-em/viz/report';
import { Window } from 'happy-dom';
import { type FigureOptions, groupingsOf } from './figures.ts';
import { duration } from './progress.ts';
import { learningCurves, type Row } from './rows.ts';
import type { RunConfig, RunResult } from './run-folder.ts';
import { type ScoreRow, scoreMetrics } from './scoreboard.ts';

/** A run as a report shows it. */
export interface ReportedRun extends FigureOptions {
  readonly path: string;
  readonly config: RunConfig;
  readonly result: RunResult | undefined;
  readonly rows: readonly Row[];
}

/** Test images that are looked through for the best and the worst example. */
const LOOKED_AT = 200;
const EXAMPLES = 2;

/** One self-contained page on one run, or several side by side: curves, scores beside baselines and published ones, examples, settings. */
export async function makeReport(runs: readonly ReportedRun[]): Promise<string> {
  const shown: ReportRun[] = [];
  for (const run of runs) shown.push(await describeRun(run));
  const first = runs[0]!.config.settings;
  const learned = runs.flatMap(({ path, result }) =>
    result?.rows[0] ? [asResult(result.rows[0], runs.length > 1 ? path : undefined)] : [],
  );
  const baselines = (runs[0]!.result?.rows.slice(1) ?? []).map((row) => asResult(row));
  return reportHtml({
    document: new Window().document,
    title: runs.length === 1 ? `${first.experiment}, ${first.model.algorithm}, K = ${first.model.components}` : `${runs.length} runs`,
    runs: shown,
    results: {
      columns: [
        { key: 'amiMax', name: 'AMI (max)' },
        { key: 'amiArithmetic', name: 'AMI (arithmetic)' },
        { key: 'ari', name: 'ARI' },
        { key: 'loss', name: 'loss', digits: 1 },
      ],
      runs: learned,
      baselines,
      published: publishedFor(first),
      notes: [
        'Scores are means over test images, of the pixels that belong to one object.',
        'The baselines are told more than the model: the clean image, its foreground and, k-means, the number of objects.',
      ],
    },
    scoreName: 'AMI (max)',
    footer: `neural-em ${runs[0]!.config.versions.nem}, Node ${runs[0]!.config.versions.node}`,
  });
}

async function describeRun(run: ReportedRun): Promise<ReportRun> {
  const { path, config, result, rows } = run;
  const { settings, backend, machine } = config;
  const { best, worst } = await examples(run);
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
    best,
    worst,
    commands: [
      ['nem train', settings.experiment, ...changes(settings, { ...experimentNamed(settings.experiment), run: settings.run })].join(' '),
    ],
  };
}

/** The test images that the model groups best and worst, of the first ones. */
async function examples(run: ReportedRun): Promise<{ best: ReportExample[]; worst: ReportExample[] }> {
  const { model, dataset, task, config } = run;
  const { batchSize } = config.settings.training;
  const { scores } = await evaluate(model, batches(dataset, 'test', { batchSize, limit: LOOKED_AT }), { ...task, metrics: scoreMetrics });
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

function asResult({ name, ...values }: ScoreRow, path?: string): ResultRow {
  return { name: path === undefined ? name : `${name}, ${path}`, values };
}

function publishedFor({ experiment, model }: RunConfig['settings']): ResultRow[] {
  return published
    .filter(({ trained, scored }) => trained.experiment === experiment && scored.experiment === experiment && scored.split === 'test')
    .filter(({ trained, scored }) => trained.components === model.components && scored.components === model.components)
    .map(({ method, mean, deviation, verified, note }) => ({
      name: [`${method}, published`, ...(verified ? [] : ['unverified here']), ...(note ? [note] : [])].join(', '),
      values: { amiMax: { value: mean, deviation } },
    }));
}

/** What `--set` must be told to get from the settings of an experiment to these. */
function changes(settings: object, base: object, prefix = ''): string[] {
  return Object.entries(settings).flatMap(([name, value]) => {
    const before = (base as Readonly<Record<string, unknown>>)[name];
    if (typeof value === 'object' && value !== null && typeof before === 'object' && before !== null && !Array.isArray(value))
      return changes(value, before, `${prefix}${name}.`);
    return JSON.stringify(value) === JSON.stringify(before) ? [] : [`--set ${prefix}${name}=${JSON.stringify(value)}`];
  });
}
