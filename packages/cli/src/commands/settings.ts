import { settingsList } from '@neural-em/experiments';
import { layOut } from '@neural-em/runs';
import { type AddCommand, shared } from '../flags.ts';
import { print } from '../output.ts';
import { flagOf } from '../settings/flags.ts';

/** Adds `nem settings`, which lists every setting of a run with its range, default and meaning. */
export const settings: AddCommand = (program) => {
  program
    .command('settings')
    .description('list every setting of a run: its range, its default, its meaning')
    .argument('[part]', 'list only settings whose path contains this text')
    .option(...shared.json)
    .action((part: string | undefined, flags: { readonly json?: boolean }) => {
      const list = settingsList().filter(({ path }) => path.includes(part ?? ''));
      if (flags.json) {
        print(`${JSON.stringify({ settings: list.map((row) => ({ ...row, flag: flagOf(row.path) })) })}\n`);
        return;
      }
      const rows = list.map(({ path, kind, fallback, text }) => [path, fallback, `${text}; ${kind}`]);
      print(`${layOut([['setting', 'default', 'meaning'], ...rows], { texts: true })}\n`);
    });
};
