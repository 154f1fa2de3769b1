import { type ComparisonBar, comparisonBars } from '../charts/comparison-bars.ts';
import { learningCurve } from '../charts/learning-curve.ts';
import type { Measured } from '../charts/measured-text.ts';
import { rolloutCurves } from '../charts/rollout-curves.ts';
import { scorePerStep } from '../charts/score-per-step.ts';
import { drawn, type Html, html, nothing } from './html.ts';
import { readImage } from './image.ts';
import { resultOf } from './tables.ts';
import type { Report, ReportExample, ReportRun, ResultRow } from './types.ts';

/** Width of charts in pixels, narrow enough for a phone; a wide page scales them up. */
const width = 400;

/** Draws the first column of results: bars for runs and baselines, marks for published values. */
export function resultsChart({ document, results }: Report): Html {
  const column = results?.columns[0];
  if (!results || !column) return nothing;
  const { runs, baselines = [], published = [] } = results;
  const draw = (rows: readonly ResultRow[], barOf: (value: Measured) => Omit<ComparisonBar, 'name'>) =>
    rows.flatMap((row) => {
      const value = resultOf(row, column);
      return value ? [{ name: row.name, ...barOf(value) }] : [];
    });
  const bars = [
    ...draw(runs, (measured) => ({ measured, group: 'these runs' })),
    ...draw(baselines, (measured) => ({ measured, group: 'baselines' })),
    ...draw(published, (value) => ({ published: value })),
  ];
  return bars.length === 0 ? nothing : drawn(comparisonBars({ document, width, bars, scoreName: column.name }));
}

/** Draws learning curves and scores per step of the runs that have them. */
export function curveCharts({ document, runs, lossName, scoreName, axis, trainedSteps }: Report): Html[] {
  const curves = runs.flatMap(({ name, curve }) => (curve ? [{ ...curve, name }] : []));
  const steps = runs.flatMap(({ name, scorePerStep }) => (scorePerStep ? [{ name, quartiles: scorePerStep }] : []));
  return [
    ...(curves.length > 0 ? [learningCurve({ document, width, title: 'Training', series: curves, lossName, scoreName })] : []),
    ...(steps.length > 0
      ? [scorePerStep({ document, width, title: 'Test images, step by step', series: steps, scoreName, axis, trainedSteps })]
      : []),
  ].map((svg) => html`<div class="card">${drawn(svg)}</div>`);
}

function figure({ caption, animation, still }: ReportExample, argument: string): Html {
  const { uri, width, height } = readImage(`${argument}.animation`, animation);
  const calm = still
    ? html`<source media="(prefers-reduced-motion: reduce)" srcset="${readImage(`${argument}.still`, still).uri}">`
    : nothing;
  const image = html`<img src="${uri}" width="${width}" height="${height}" alt="${caption}">`;
  return html`<figure><picture>${calm}${image}</picture><figcaption>${caption}</figcaption></figure>`;
}

/** Draws the rollout of a run, in which the model reads its own predictions: an animation and the scores of each step. */
export function rolloutFigures({ name, rollout }: ReportRun, index: number, { document }: Report): Html {
  if (!rollout) return nothing;
  const { known, curves } = rollout;
  const chart = rolloutCurves({ document, width, title: 'Frame by frame', series: [{ name, curves }], known });
  const parts = html`<div class="card">${drawn(chart)}</div><div>${figure(rollout, `runs[${index}].rollout`)}</div>`;
  return html`<h3>${name}</h3><div class="side">${parts}</div>`;
}

/** Draws the examples of a run: the best ones, and the worst ones beside or below them. */
export function exampleFigures({ name, best = [], worst = [] }: ReportRun, index: number): Html {
  const groups = [
    { title: 'Best', key: 'best', examples: best },
    { title: 'Worst', key: 'worst', examples: worst },
  ].filter(({ examples }) => examples.length > 0);
  if (groups.length === 0) return nothing;
  const draw = ({ title, key, examples }: (typeof groups)[number]) =>
    html`<div><h4>${title}</h4>${examples.map((example, i) => figure(example, `runs[${index}].${key}[${i}]`))}</div>`;
  return html`<h3>${name}</h3><div class="examples">${groups.map(draw)}</div>`;
}
