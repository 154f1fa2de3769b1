import { writeFileSync } from 'node:fs';
import { learningCurves, newDocument, readResult, readRows, readRunConfig } from '@neural-em/runs';
import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { learningCurve } from '@neural-em/viz/charts';
import { type AddCommand, shared } from '../flags.ts';
import { print } from '../output.ts';
import { toCsv } from '../text/csv.ts';
import { digits, layOut } from '../text/table.ts';

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
  const runs = await Promise.all(paths.map(summarise));
  if (flags.curves !== undefined) {
    const series = await Promise.all(paths.map(async (name) => ({ name, ...learningCurves(await readRows(name)) })));
    writeFileSync(flags.curves, learningCurve({ document: await newDocument(), series, scoreName: 'AMI (max)' }));
  }
  if (flags.json) print(`${JSON.stringify({ runs })}\n`);
  else if (flags.csv) print(toCsv(runs));
  else print(`${table(runs)}\n`);
}

type Summary = Awaited<ReturnType<typeof summarise>>;

async function summarise(run: string) {
  const { settings, backend } = await readRunConfig(run);
  const rows = await readRows(run);
  const validations = rows.flatMap(({ kind, step, loss }) =>
    kind === 'validation' && typeof step === 'number' && typeof loss === 'number' ? [{ step, loss }] : [],
  );
  const best = validations.reduce<(typeof validations)[number] | undefined>((a, b) => (a && a.loss <= b.loss ? a : b), undefined);
  const scores = (await readResult(run))?.rows[0];
  return {
    run,
    experiment: settings.experiment,
    model: settings.model.algorithm,
    components: settings.model.components,
    seed: settings.seed,
    backend: backend.name,
    done: await isDone(folderStorage(run)),
    steps: rows.findLast(({ kind }) => kind === 'step')?.step ?? 0,
    bestStep: best?.step ?? null,
    validationLoss: best?.loss ?? null,
    amiMax: scores?.amiMax ?? null,
    amiArithmetic: scores?.amiArithmetic ?? null,
    ari: scores?.ari ?? null,
    crossEntropy: scores?.crossEntropy ?? null,
  };
}

function table(runs: readonly Summary[]): string {
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
