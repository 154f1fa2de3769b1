// Finds dependencies that are declared but not used, or used but not declared; exceptions and their reasons are in knip.jsonc.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './packages.mjs';

export async function checkDependencies() {
  try {
    await promisify(execFile)(join(root, 'node_modules/.bin/knip'), ['--no-config-hints', '--no-progress'], { cwd: root });
    return [];
  } catch (error) {
    return [`knip\n${error.stdout}${error.stderr}`];
  }
}
