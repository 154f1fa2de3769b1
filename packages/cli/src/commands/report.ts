import { writeFileSync } from 'node:fs';
import { chooseBackend } from '@neural-em/backends';
import { assemble } from '@neural-em/experiments';
import { loadWeights } from '@neural-em/trainers';
import { readEvaluations } from '../evaluations.ts';
import { parts } from '../parts.ts';
import { makeReport, type ReportedRun } from '../report.ts';
import { readRows } from '../rows.ts';
import { readRun } from '../run-folder.ts';

/** Flags of `nem report`. */
export interface ReportFlags {
  readonly backend?: string;
  readonly out?: string;
}

/** `nem report RUN…`: one page on one run, or several side by side. */
export async function reportCommand(paths: readonly string[], flags: ReportFlags): Promise<void> {
  await chooseBackend({ name: flags.backend });
  process.stdout.write(`${await saveReport(paths, flags.out)}\n`);
}

/** Writes the page on runs: into the folder of a single one, unless told where. Returns the file's name. */
export async function saveReport(
  paths: readonly string[],
  out = paths.length === 1 ? `${paths[0]}/report.html` : 'report.html',
): Promise<string> {
  const runs: ReportedRun[] = [];
  for (const path of paths) {
    const { config, weights, result } = await readRun(path);
    const { dataset, model, training } = await assemble(config.settings, parts);
    loadWeights(model.params, weights);
    const [rows, evaluations] = await Promise.all([readRows(path), readEvaluations(path)]);
    runs.push({ path, config, result, rows, evaluations, model, dataset, task: training });
  }
  writeFileSync(out, await makeReport(runs));
  return out;
}
