import { checkNotEmpty } from '../charts/check.ts';
import { drawn, type Html, html, nothing } from './html.ts';
import { curveCharts, exampleFigures, resultsChart, rolloutFigures } from './pictures.ts';
import { pageStyle } from './style.ts';
import { factsTable, resultsTable, settingsTable } from './tables.ts';
import type { Report, ReportRun } from './types.ts';

/** The page fetches nothing and runs no script: styles stand in the page, and pictures in `data:` addresses. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const paragraphs = (texts: readonly string[] = []) => texts.map((text) => html`<p>${text}</p>`);

/** Returns a part of the page, or nothing if it has no content. */
function section(title: string, ...content: readonly Html[]): Html {
  return content.every(({ html }) => html === '') ? nothing : html`<section><h2>${title}</h2>${content}</section>`;
}

function resultsOf(report: Report): Html {
  const { results } = report;
  if (!results) return nothing;
  checkNotEmpty('results.columns', results.columns);
  const table = resultsTable(results);
  const notes = results.notes ? html`<div class="notes">${paragraphs(results.notes)}</div>` : nothing;
  const chart = resultsChart(report);
  const card = chart.html === '' ? nothing : html`<div class="card">${chart}</div>`;
  return html`<div class="results"><div>${table}${notes}</div>${card}</div>`;
}

function commandsOf({ name, commands = [] }: ReportRun, _: number, runs: readonly ReportRun[]): Html {
  if (commands.length === 0) return nothing;
  return html`${runs.length > 1 ? html`<h3>${name}</h3>` : nothing}<pre tabindex="0"><code>${commands.join('\n')}</code></pre>`;
}

/**
 * Returns a page about one run, or several side by side: facts, results beside baselines and published values, curves, best and worst
 * examples, settings, and the commands that repeat the runs. It is one file that needs no network and runs no script; every text is escaped.
 *
 * @returns the text of an HTML file
 * @throws FigureArgumentError for an argument that cannot be drawn; it names the argument and says what was expected and what was given.
 */
export function reportHtml(report: Report): string {
  const { title, summary, runs, footer } = report;
  checkNotEmpty('runs', runs);
  const curves = curveCharts(report);
  const settings = settingsTable(runs);
  const page = html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${drawn(pageStyle)}</style>
</head>
<body>
<header><h1>${title}</h1>${paragraphs(summary)}</header>
<main>
${section('What was run', factsTable(runs))}
${section('Results', resultsOf(report))}
${section('Curves', curves.length > 0 ? html`<div class="side">${curves}</div>` : nothing)}
${section('Best and worst test examples', ...runs.map(exampleFigures))}
${section('Rollout: the model continues by itself', ...runs.map((run, i) => rolloutFigures(run, i, report)))}
${section('Settings', settings)}
${section('Repeat it', ...runs.map(commandsOf))}
</main>
${footer ? html`<footer><p>${footer}</p></footer>` : nothing}
</body>
</html>
`;
  return page.html;
}
