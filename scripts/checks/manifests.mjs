// Checks what npm would pack: the manifest (with publint), and the types in each module system (with are-the-types-wrong).
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packages, root } from './packages.mjs';

const execute = promisify(execFile);
const NEEDED = ['description', 'license', 'repository', 'homepage', 'bugs', 'keywords', 'engines', 'files', 'sideEffects', 'exports'];

export async function checkManifests() {
  const problems = [];
  for (const { folder, manifest, entries } of packages) {
    for (const field of NEEDED) if (manifest[field] === undefined) problems.push(`${folder}/package.json lacks ${field}`);
    const found = await Promise.all([
      tool('publint', [folder, '--strict']),
      // The package of the command has no types.
      ...(entries.length ? [tool('attw', ['--pack', folder, '--profile', 'strict'])] : []),
    ]);
    problems.push(...found.flat());
  }
  return problems;
}

async function tool(name, args) {
  try {
    await execute(join(root, 'node_modules/.bin', name), args, { cwd: root, env: { ...process.env, npm_config_loglevel: 'error' } });
    return [];
  } catch (error) {
    return [`${name} ${args.join(' ')}\n${error.stdout}${error.stderr}`];
  }
}
