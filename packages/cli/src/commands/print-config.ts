import { loadParts, settingsTexts } from '@neural-em/runs';
import { Option } from 'commander';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';
import { addSettingFlags, resolveSettings, type SettingFlags } from '../settings/flags.ts';

interface PrintFlags extends SettingFlags {
  readonly format: keyof typeof settingsTexts;
  readonly parts?: string;
}

/** Adds `nem print-config EXPERIMENT`, which prints all settings of a run as a file for `--config`. */
export const printConfig: AddCommand = (program) => {
  addSettingFlags(
    program
      .command('print-config')
      .description('print all settings of a run, as a file for --config')
      .argument('[experiment]', 'name of the experiment, a data set, or the path of your own images'),
  )
    .option('--test-images <number>', 'number of test images to score', wholeNumber)
    .option('--restarts <number>', 'number of starts of each test image', wholeNumber)
    .option(...shared.parts)
    .addOption(new Option('--format <name>', 'format of the file').choices(Object.keys(settingsTexts)).default('yaml'))
    .action(async (name: string | undefined, flags: PrintFlags) => {
      print(settingsTexts[flags.format](await resolveSettings(name, flags, await loadParts(flags.parts))));
    });
};
