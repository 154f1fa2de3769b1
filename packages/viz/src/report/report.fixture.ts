import { example } from '../figures.fixture.ts';
import { groupingGif } from '../gif/index.ts';
import { encodePng, groupingFigure } from '../index.ts';
import { all, document, parseHtml } from '../markup.fixture.ts';
import { type Report, type ReportRun, reportHtml } from './index.ts';

/** Pictures, a curve and quartiles, such as a report shows. */
export const gif = groupingGif(example(2, 2));
export const png = encodePng(groupingFigure(example(2, 2)));
export const points = [3, 2, 1].map((value, i) => ({ step: i + 1, value }));
const quartiles = [0.1, 0.4].map((median) => ({ lower: median - 0.1, median, upper: median + 0.1 }));

/** Returns a report with all parts, made of the given texts. */
export function full(name: string, second: ReportRun[] = []): Report {
  const run = {
    name,
    facts: { [name]: name, steps: 2000 },
    settings: { [name]: { inner: name }, list: [1, 2], none: null },
    curve: { training: points, validation: points, score: points },
    scorePerStep: quartiles,
    best: [{ caption: name, animation: gif, still: png }],
    worst: [{ caption: name, animation: gif }],
    rollout: { caption: name, animation: gif, still: png, known: 1, curves: { [name]: [3, 2, 1] } },
    commands: [name, `nem train ${name}`],
  };
  const row = { name, values: { ami: { value: 0.8, deviation: 0.01 }, loss: 12.345 } };
  const results = {
    columns: [
      { key: 'ami', name },
      { key: 'loss', name: 'loss', digits: 1 },
    ],
    runs: [row],
    baselines: [{ name, values: { ami: 0.7 } }],
    published: [{ name, values: { ami: { value: 0.9, deviation: 0.02 } } }],
    notes: [name],
  };
  return {
    document,
    title: name,
    summary: [name],
    runs: [run, ...second],
    results,
    lossName: name,
    scoreName: name,
    axis: name,
    footer: name,
  };
}

/** A run of which only the name is known. */
export const bare: ReportRun = { name: 'bare' };

/** Returns the root element of the page of a report. */
export const parse = (report: Report) => parseHtml(reportHtml(report));

/** Returns the texts of the cells of a table, row by row. */
export const cells = (root: ReturnType<typeof parseHtml>, label: string) =>
  all(root, `[aria-label="${label}"] tr`).map((row) => [...row.children].map(({ textContent }) => textContent));
