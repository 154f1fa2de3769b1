import { writeFileSync } from 'node:fs';
import { digits, layOut, type RunSummary, runsChart, summariseRun, toCsv } from '@neural-em/runs';
import { type AddCommand, shared } from '../flags.ts';
import { print } from '../output.ts';

interface CompareFlags {
  readonly csv?: boolean;
  readonly curves?: string;
  readonly json?: boolean;
}

/** Adds `nem compare RUN…`, which prints a row with settings and scores for each run. */
export const compare: AddCommand = (program) => {
  program
    .command('compare')
    .description('print a table of runs with their settings and scores')
    .argument('<run...>', 'folders of runs')
    .option('--csv', 'print CSV')
    .option('--curves <file>', 'also draw their curves into an SVG file')
    .option(...shared.json)
    .action(compareCommand);
};

async function compareCommand(paths: readonly string[], flags: CompareFlags): Promise<void> {
  const runs = await Promise.all(paths.map(summariseRun));
  if (flags.curves !== undefined) writeFileSync(flags.curves, await runsChart(paths));
  if (flags.json) print(`${JSON.stringify({ runs })}\n`);
  else if (flags.csv) print(toCsv(runs));
  else print(`${table(runs)}\n`);
}

function table(runs: readonly RunSummary[]): string {
  const head = ['run', 'model', 'K', 'seed', 'steps', 'best', 'validation loss', 'AMI (max)', 'AMI (arithmetic)', 'ARI', 'cross entropy'];
  const cells = runs.map((run) => [
    run.done ? run.run : `${run.run} (not done)`,
    run.model,
    String(run.components),
    String(run.seed),
    String(run.steps),
    digits(run.bestStep, 0),
    digits(run.validationLoss, 1),
    digits(run.amiMax, 3),
    digits(run.amiArithmetic, 3),
    digits(run.ari, 3),
    digits(run.crossEntropy, 1),
  ]);
  return layOut([head, ...cells]);
}
