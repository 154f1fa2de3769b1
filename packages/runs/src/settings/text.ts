import type { Settings } from '@neural-em/experiments';
import { stringify as toToml } from 'smol-toml';
import { stringify as toYaml } from 'yaml';

/** Functions that return settings as the text of a file, which `chooseSettings` reads; by the name of the format. */
export const settingsTexts: Readonly<Record<'yaml' | 'toml' | 'json', (settings: Settings) => string>> = {
  yaml: (settings) => toYaml(settings),
  toml: (settings) => `${toToml({ ...settings })}\n`,
  json: (settings) => `${JSON.stringify(settings, null, 2)}\n`,
};
