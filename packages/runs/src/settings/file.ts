import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { RunError } from '../errors.ts';
import { parseYaml } from './yaml.ts';

/** The largest size of a file of settings. Real ones fill a page or two; a much larger file is something else and takes long to parse. */
const MOST_BYTES = 2 ** 16;

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  '.json': (text) => JSON.parse(text),
  '.toml': parseToml,
  '.yaml': parseYaml,
  '.yml': parseYaml,
};

/**
 * Reads a file of settings: YAML, TOML or JSON, by the ending of its name.
 *
 * @throws RunError if the file does not exist, or its content is not what its name says.
 */
export function readSettingsFile(path: string): Readonly<Record<string, unknown>> {
  const parse = parsers[extname(path).toLowerCase()];
  if (!parse) throw new RunError(`${path} must end in ${Object.keys(parsers).join(', ')}`);
  const text = read(path);
  try {
    const settings = parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return { ...settings };
  } catch (error) {
    throw new RunError(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  throw new RunError(`${path} must hold settings by name`);
}

function read(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunError(`there is no file ${path} with settings: ${error instanceof Error ? error.message : error}`);
  }
  if (text.length > MOST_BYTES)
    throw new RunError(`${path} is too large for a file of settings: ${text.length} characters, at most ${MOST_BYTES}`);
  // Some editors begin a file with a byte order mark.
  return text.replace(/^\ufeff/, '');
}
