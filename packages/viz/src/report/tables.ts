import { checkNumbers } from '../charts/check.ts';
import type { Measured } from '../charts/measured-text.ts';
import { measuredText } from '../charts/measured-text.ts';
import { type Html, html, nothing } from './html.ts';
import { compareSettings, differs, type SettingRow } from './settings.ts';
import type { ReportResults, ReportRun, ResultColumn, ResultRow } from './types.ts';

/** Wraps a table so that it scrolls, also by keyboard, if it is wider than the page. */
function scrollable(label: string, table: Html): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}">${table}</div>`;
}

/** Returns a table with a column of names and a column for each run. A single run gets no head: the title has its name already. */
function runTable(label: string, runs: readonly ReportRun[], rows: readonly Html[]): Html {
  const names = runs.map(({ name }) => html`<th scope="col">${name}</th>`);
  const head = runs.length > 1 ? html`<thead><tr><td></td>${names}</tr></thead>` : nothing;
  return scrollable(label, html`<table>${head}<tbody>${rows}</tbody></table>`);
}

const row = (name: string, values: readonly (string | number | undefined)[], mark = nothing) =>
  html`<tr${mark}><th scope="row">${name}</th>${values.map((value) => html`<td>${value ?? '–'}</td>`)}</tr>`;

/** Returns the facts of the runs, a column for each run. */
export function factsTable(runs: readonly ReportRun[]): Html {
  const names = [...new Set(runs.flatMap(({ facts = {} }) => Object.keys(facts)))];
  if (names.length === 0) return nothing;
  const factOf = ({ facts = {} }: ReportRun, name: string) => (Object.hasOwn(facts, name) ? facts[name] : undefined);
  return runTable(
    'Runs',
    runs,
    names.map((name) =>
      row(
        name,
        runs.map((run) => factOf(run, name)),
      ),
    ),
  );
}

/** Returns every setting, a column for each run; settings in which the runs differ come first. */
export function settingsTable(runs: readonly ReportRun[]): Html {
  const rows = compareSettings(runs.map(({ settings }) => settings));
  if (rows.length === 0) return nothing;
  const draw = (one: SettingRow) => row(one.name, one.values, differs(one) ? html` class="differs"` : nothing);
  const sorted = [...rows.filter(differs), ...rows.filter((one) => !differs(one))];
  const note = rows.some(differs) ? html`<p>Settings in which the runs differ come first and are marked.</p>` : nothing;
  return html`${note}${runTable('Settings', runs, sorted.map(draw))}`;
}

/** Returns the value of a row in a column. */
export function resultOf({ values }: ResultRow, { key }: ResultColumn): Measured | undefined {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === 'number' ? { value } : value;
}

function cell(row: ResultRow, column: ResultColumn): Html {
  const result = resultOf(row, column);
  if (!result) return html`<td class="number">–</td>`;
  const { value, deviation } = result;
  const { key, digits = 3 } = column;
  checkNumbers(`results of ${row.name}, ${key}`, [value, deviation ?? 0]);
  return html`<td class="number">${measuredText(result, digits)}</td>`;
}

/** Returns the scores of the runs, then of baselines, then published scores. */
export function resultsTable({ columns, runs, baselines = [], published = [] }: ReportResults): Html {
  const groups = [
    { name: 'These runs', rows: runs },
    { name: 'Baselines', rows: baselines },
    { name: 'Published', rows: published },
  ].filter(({ rows }) => rows.length > 0);
  const line = (one: ResultRow) => html`<tr><th scope="row">${one.name}</th>${columns.map((column) => cell(one, column))}</tr>`;
  const heads = columns.map(({ name }) => html`<th scope="col" class="number">${name}</th>`);
  const bodies = groups.map(
    ({ name, rows }) =>
      html`<tbody><tr class="group"><th scope="rowgroup" colspan="${columns.length + 1}">${name}</th></tr>${rows.map(line)}</tbody>`,
  );
  return scrollable('Results', html`<table><thead><tr><td></td>${heads}</tr></thead>${bodies}</table>`);
}
