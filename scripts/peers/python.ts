import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs a Python script of this folder, and returns the JSON file that it writes to `folder`; an empty object without a Python that has
 * NumPy.
 */
export function byPython<Found>(script: string, folder: string, result: string): Partial<Found> {
  const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0);
  if (python === undefined) return {};
  execFileSync(python, [fileURLToPath(new URL(script, import.meta.url)), folder], { stdio: ['ignore', 'inherit', 'inherit'] });
  return JSON.parse(readFileSync(join(folder, result), 'utf8'));
}

/** Prints which peers are not installed. */
export function noticeMissing(found: object, names: readonly string[]): void {
  for (const name of names) if (!(name in found)) console.warn(`skipped: ${name} is not installed for Python`);
}
