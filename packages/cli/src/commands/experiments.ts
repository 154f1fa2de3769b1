import {
  aliases,
  experiments as catalogue,
  experimentNamed,
  leavesOf,
  type PublishedScore,
  published,
  publishedText,
} from '@neural-em/experiments';
import { layOut } from '@neural-em/runs';
import type { Command } from 'commander';
import type { AddCommand } from '../flags.ts';
import { print } from '../output.ts';
import { flagOf } from '../settings/flags.ts';

interface ExperimentsFlags {
  readonly json?: boolean;
}

/** Adds `nem experiments`, which lists experiments, and `nem experiments show NAME`, which prints the settings of one. */
export const experiments: AddCommand = (program) => {
  const json = ['--json', 'print one JSON object'] as const;
  const command = program
    .command('experiments')
    .description('list every experiment of the paper, with its published score')
    .option(...json)
    .action(list);
  command
    .command('show')
    .description('print every setting of an experiment, and how to change it')
    .argument('<experiment>', 'name of the experiment')
    .option(...json)
    .action((name: string, _: ExperimentsFlags, own: Command) => show(name, own.optsWithGlobals()));
};

function list(flags: ExperimentsFlags): void {
  const entries = Object.entries(catalogue).map(([name, { description, settings }]) => {
    const scores = published.filter(
      ({ scored, method }) =>
        scored.experiment === name && scored.split === 'test' && scored.components === settings.model.components && method === 'rnn-em',
    );
    const own = scores.filter(({ trained }) => trained.experiment === name && trained.components === settings.model.components);
    return { name, description, published: own.length > 0 ? own : scores };
  });
  if (flags.json) {
    print(`${JSON.stringify({ experiments: entries })}\n`);
    return;
  }
  for (const { name, description, published: scores } of entries) {
    print(`${name}\n    ${description}\n`);
    for (const score of scores) print(`    ${inWords(score, name)}\n`);
  }
  const others = Object.entries(aliases).map(([alias, name]) => `${alias} is ${name}`);
  print(`\n${others.join(', ')}. nem experiments show NAME prints every setting.\n`);
}

function show(name: string, flags: ExperimentsFlags): void {
  const settings = experimentNamed(name);
  const { experiment } = settings;
  const { description } = catalogue[experiment]!;
  const scores = published.filter(({ trained, scored }) => trained.experiment === experiment || scored.experiment === experiment);
  if (flags.json) {
    print(`${JSON.stringify({ name: experiment, description, published: scores, settings })}\n`);
    return;
  }
  const rows = leavesOf(settings)
    .filter(([path]) => path !== 'experiment')
    .map(([path, value]) => [path, typeof value === 'string' ? value : JSON.stringify(value), flagOf(path)]);
  print(
    [
      `${experiment}: ${description}`,
      ...scores.map((score) => inWords(score)),
      '',
      layOut([['setting', 'value', 'changed by'], ...rows], { texts: true }),
      '',
      `A file for --config holds them all: nem print-config ${experiment}`,
      '',
    ].join('\n'),
  );
}

/** Returns a published score in words, without the parts that the experiment beside it tells already. */
function inWords({ method, trained, scored, mean, deviation, verified, note }: PublishedScore, experiment?: string): string {
  const isOwn = experiment !== undefined && trained.experiment === experiment;
  const from = `trained on ${trained.experiment} with K = ${trained.components}`;
  const on = `scored on ${scored.experiment} (${scored.split}) with K = ${scored.components}`;
  const where = experiment === undefined ? `${from}, ${on}` : isOwn ? '' : from;
  const what = experiment === undefined ? `${method}, AMI (max)` : 'AMI (max)';
  const tail = [where, note].filter(Boolean).join(', ');
  return `${what} ${mean.toFixed(3)} ± ${deviation.toFixed(3)}, ${publishedText({ verified })}${tail ? `: ${tail}` : ''}`;
}
