import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Runs a program that imports this package in plain Node in `folder`, because a loader of TypeScript would take more memory than the readers. */
export async function runProgram(contents: string, folder: string, args: readonly string[] = []) {
  const outfile = join(folder, 'program.mjs');
  await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@neural-em/source'],
    external: ['h5wasm', 'fflate', 'fast-png'],
  });
  const [modules = ''] = /^.*node_modules(?=.fflate)/.exec(createRequire(import.meta.url).resolve('fflate')) ?? [];
  symlinkSync(modules, join(folder, 'node_modules'), 'junction');
  return spawnSync(process.execPath, [outfile, ...args], { cwd: folder, encoding: 'utf8' });
}
