import { settingsList } from '@neural-em/experiments';
import { type AddCommand, shared } from '../flags.ts';
import { print } from '../output.ts';
import { flagOf } from '../settings/resolve.ts';
import { layOut } from '../text/table.ts';

/** Adds `nem settings`: every setting of a run, what it may be and what it decides. */
export const settings: AddCommand = (program) => {
  program
    .command('settings')
    .description('list every setting of a run: what it may be, what it is where nothing is said, what it decides')
    .argument('[part]', 'only those whose path holds this text')
    .option(...shared.json)
    .action((part: string | undefined, flags: { readonly json?: boolean }) => {
      const list = settingsList().filter(({ path }) => path.includes(part ?? ''));
      if (flags.json) {
        print(`${JSON.stringify({ settings: list.map((row) => ({ ...row, flag: flagOf(row.path) })) })}\n`);
        return;
      }
      const rows = list.map(({ path, kind, fallback, text }) => [path, fallback, `${text}; ${kind}`]);
      print(`${layOut([['setting', 'if left out', 'what it is'], ...rows], { texts: true })}\n`);
    });
};
