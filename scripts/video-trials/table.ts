// Writes every validation of the trials in a folder, and a table of where each trial ended:
// npx tsx scripts/video-trials/table.ts RUNS results/video-trials
// The table stands between the two marks of README.md, and is the only part of that file that this writes.
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

/** What a trial has of its own, as the JSON that its command takes. */
function changesOf(base: Trial, trial: Trial): string {
  const differs = (a: object, b: object) =>
    Object.fromEntries(Object.entries(b).filter(([key, value]) => JSON.stringify(a[key as keyof typeof a]) !== JSON.stringify(value)));
  const { data, ...rest } = differs(base, trial) as Record<string, unknown>;
  return JSON.stringify(data === undefined ? rest : { data: differs(base.data, trial.data), ...rest });
}

const rows: Row[] = readdirSync(runs)
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
  .filter((name) => existsSync(join(runs, name, 'validation.csv')))
  .map((name) => {
    const { base, trial } = JSON.parse(readFileSync(join(runs, name, 'config.json'), 'utf8'));
    const [head, ...lines] = readFileSync(join(runs, name, 'validation.csv'), 'utf8')
      .trim()
      .split('\n');
    const columns = head!.split(',');
    const validations = lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [columns[i]!, value])));
    return { name, base, changes: changesOf(bases[base]!, trial), validations };
  })
  .filter(({ validations }) => validations.length > 0);

const columns = ['step', 'cpuSeconds', 'loss', 'ami', 'last', 'purity', 'owners', 'ownersLast', 'byFrame'];
const lines = rows.flatMap(({ name, validations }) => validations.map((row) => [name, ...columns.map((column) => row[column])].join(',')));
writeFileSync(join(out, 'validations.csv'), `${[['trial', ...columns].join(','), ...lines].join('\n')}\n`);
const described = rows.map(({ name, base, changes }) => [name, base, `"${changes.replaceAll('"', '""')}"`].join(','));
writeFileSync(join(out, 'trials.csv'), `${['trial,base,changes', ...described].join('\n')}\n`);

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
