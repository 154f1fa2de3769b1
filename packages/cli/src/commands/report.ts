import { chooseBackend } from '@neural-em/backends';
import { loadParts, saveReport } from '@neural-em/runs';
import { type AddCommand, shared } from '../flags.ts';
import { print } from '../output.ts';

interface ReportFlags {
  readonly backend?: string;
  readonly out?: string;
  readonly parts?: string;
}

/** Adds `nem report RUN…`, which writes one page about a run, or about several side by side. */
export const report: AddCommand = (program) => {
  program
    .command('report')
    .description('write a page about a run, or about several side by side: curves, scores, examples, settings')
    .argument('<run...>', 'folders of runs')
    .option('--out <file>', 'page to write (report.html in the folder of the run)')
    .option(...shared.parts)
    .option(...shared.backend)
    .action(async (paths: readonly string[], { backend, out, parts }: ReportFlags) => {
      await chooseBackend({ name: backend });
      print(`${await saveReport(paths, { out, parts: await loadParts(parts) })}\n`);
    });
};
