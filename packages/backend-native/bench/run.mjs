// Bundles a program of this folder and runs it in plain Node on the built packages: node packages/backend-native/bench/run.mjs NAME …
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const names = ['compare', 'products', 'step'];
const [name] = process.argv.splice(2, 1);
if (!names.includes(name)) {
  console.error(`There is no program "${name ?? ''}"; name one of ${names.join(', ')}.`);
  process.exit(2);
}
if (!existsSync(join(here, '..', 'dist', 'index.js'))) {
  console.error('The package is not built: run "npm run build" first.');
  process.exit(2);
}
// The result lies beside the programs of `npm run bench`, whose sources these programs share.
const outfile = join(here, '..', '..', '..', 'bench', 'dist', `${name}.mjs`);
await build({ entryPoints: [join(here, `${name}.ts`)], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
await import(outfile);
