/**
 * Milliseconds and memory of whole training steps: every tfjs backend that is here beside PyTorch.
 *
 *     node bench/run.mjs --help
 *
 * The packages must be built; this file only translates the TypeScript beside it, so that what is measured runs in plain Node.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
if (!existsSync(here('../packages/trainers/dist/index.js'))) {
  console.error('The packages are not built: run "npm run build" first.');
  process.exit(2);
}
await build({
  config: false,
  silent: true,
  skipNodeModulesBundle: true,
  entry: { run: here('run.ts'), worker: here('worker.ts') },
  format: ['esm'],
  target: 'es2022',
  outDir: here('dist'),
  outExtension: () => ({ js: '.mjs' }),
});
await import('./dist/run.mjs');
