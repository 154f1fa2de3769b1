// Adds the trials in a folder to those that were recorded before, and replaces older ones of the same name:
// npx tsx scripts/video-trials/table.ts RUNS results/video-trials
// Writes settings to trials.json and all validations to validations.csv. In README.md, only the table of the final scores, between the two
// marks, is replaced.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bases, type Trial } from './settings.ts';

const [runs, out] = process.argv.slice(2);
if (!runs || !out) throw new Error('usage: table.ts RUNS FOLDER');

interface Row {
  readonly name: string;
  readonly base: string;
  readonly changes: string;
  /** Columns of `validation.csv`, by name. */
  readonly validations: Record<string, string>[];
}

/** Returns the settings in which a trial differs from its base, as the JSON that the command of the trial takes. */
function changesOf(base: Trial, trial: Trial): string {
  // An option that the base does not have counts as unchanged if the trial has 0.
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b) || (a === undefined && b === 0);
  const differs = (a: object, b: object) =>
    Object.fromEntries(Object.entries(b).filter(([key, value]) => !same(a[key as keyof typeof a], value)));
  const { data, ...rest } = differs(base, trial) as Record<string, unknown>;
  return JSON.stringify(data === undefined ? rest : { data: differs(base.data, trial.data), ...rest });
}

const found: Row[] = readdirSync(runs)
  .filter((name) => existsSync(join(runs, name, 'validation.csv')))
  .map((name) => {
    const { base, trial } = JSON.parse(readFileSync(join(runs, name, 'config.json'), 'utf8'));
    return { name, base, changes: changesOf(bases[base]!, trial), validations: readCsv(join(runs, name, 'validation.csv')) };
  })
  .filter(({ validations }) => validations.length > 0);
const rows = [...recorded().filter(({ name }) => found.every((row) => row.name !== name)), ...found].sort((a, b) =>
  a.name.localeCompare(b.name, 'en', { numeric: true }),
);

/** Reads the lines of a CSV file without quotes, as objects by the names of the columns. */
function readCsv(path: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  const columns = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [columns[i]!, value])));
}

function recorded(): Row[] {
  if (!existsSync(join(out!, 'trials.json'))) return [];
  const all = readCsv(join(out!, 'validations.csv'));
  const trials = JSON.parse(readFileSync(join(out!, 'trials.json'), 'utf8')) as Record<string, { base: string; changes: object }>;
  return Object.entries(trials).map(([name, { base, changes }]) => ({
    name,
    base,
    changes: JSON.stringify(changes),
    validations: all.filter(({ trial }) => trial === name),
  }));
}

const columns = ['step', 'cpuSeconds', 'loss', 'ami', 'last', 'purity', 'owners', 'ownersLast', 'byFrame'];
const lines = rows.flatMap(({ name, validations }) => validations.map((row) => [name, ...columns.map((column) => row[column])].join(',')));
writeFileSync(join(out, 'validations.csv'), `${[['trial', ...columns].join(','), ...lines].join('\n')}\n`);
const trials = rows.map(({ name, base, changes }) => `  ${JSON.stringify(name)}: { "base": "${base}", "changes": ${changes} }`);
writeFileSync(join(out, 'trials.json'), `{\n${trials.join(',\n')}\n}\n`);

const shown = ['step', 'cpuSeconds', 'loss', 'ami', 'last', 'purity', 'owners', 'ownersLast'];
const digits = (column: string, value: string) =>
  Number(value) < 1.5 && !['step', 'cpuSeconds', 'loss'].includes(column) ? Number(value).toFixed(3) : value;
const table = [
  '| trial | base | what it changes | steps | CPU s | loss | AMI, mean of frames | AMI, last frame | purity | owners | owners, last frame | first frames |',
  '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
  ...rows.map(({ name, base, changes, validations }) => {
    const end = validations.at(-1)!;
    const first = end
      .byFrame!.split(' ')
      .slice(0, 4)
      .map((value) => Number(value).toFixed(2));
    return `| ${[name, base, `\`${changes}\``, ...shown.map((column) => digits(column, end[column]!)), first.join(' ')].join(' | ')} |`;
  }),
].join('\n');
const readme = join(out, 'README.md');
const marks = ['<!-- table -->', '<!-- end of table -->'] as const;
const [before, after] = readFileSync(readme, 'utf8').split(new RegExp(`${marks[0]}[\\s\\S]*${marks[1]}`));
writeFileSync(readme, `${before}${marks[0]}\n\n${table}\n\n${marks[1]}${after}`);
