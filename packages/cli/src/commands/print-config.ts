import { stringify as toToml } from 'smol-toml';
import { stringify as toYaml } from 'yaml';
import { resolveSettings, type SettingFlags } from '../settings/resolve.ts';

const formats: Readonly<Record<string, (settings: object) => string>> = {
  yaml: (settings) => toYaml(settings),
  // TOML has no null: what may be left out is left out.
  toml: (settings) => `${toToml(JSON.parse(JSON.stringify(settings, (_, value) => value ?? undefined)))}\n`,
  json: (settings) => `${JSON.stringify(settings, null, 2)}\n`,
};

/** Formats of settings files. */
export const configFormats = Object.keys(formats);

/** `nem print-config EXPERIMENT`: all settings of a run, as a file for `--config`. */
export function printConfigCommand(name: string | undefined, flags: SettingFlags & { readonly format: string }): void {
  process.stdout.write(formats[flags.format]!(resolveSettings(name, flags)));
}
