import { Option } from 'commander';
import { stringify as toToml } from 'smol-toml';
import { stringify as toYaml } from 'yaml';
import { type AddCommand, shared, wholeNumber } from '../flags.ts';
import { print } from '../output.ts';
import { loadParts } from '../parts.ts';
import { addSettingFlags } from '../settings/flags.ts';
import { resolveSettings, type SettingFlags } from '../settings/resolve.ts';

const formats: Readonly<Record<string, (settings: object) => string>> = {
  yaml: (settings) => toYaml(settings),
  toml: (settings) => `${toToml({ ...settings })}\n`,
  json: (settings) => `${JSON.stringify(settings, null, 2)}\n`,
};

interface PrintFlags extends SettingFlags {
  readonly format: string;
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
    .addOption(new Option('--format <name>', 'format of the file').choices(Object.keys(formats)).default('yaml'))
    .action(async (name: string | undefined, flags: PrintFlags) => {
      print(formats[flags.format]!(await resolveSettings(name, flags, await loadParts(flags.parts))));
    });
};
