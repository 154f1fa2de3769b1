// Translates compare.ts and runs it in plain Node on the built package.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
if (!existsSync(join(here, '..', 'dist', 'index.js'))) {
  console.error('The package is not built: run "npm run build" first.');
  process.exit(2);
}
const outfile = join(here, 'dist', 'compare.mjs');
await build({ entryPoints: [join(here, 'compare.ts')], outfile, bundle: true, packages: 'external', platform: 'node', format: 'esm' });
await import(outfile);
