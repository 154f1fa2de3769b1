/**
 * Measures milliseconds and memory of whole training steps, on every tfjs backend of this machine and in PyTorch.
 *
 *     node bench/run.mjs --help
 *
 * The packages must be built. This file only translates the TypeScript beside it, so that the measured code runs in plain Node.
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
