import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('is bundled for a page with nothing of Node in it, and no reader of files', async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL('./index.ts', import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@neural-em/source'],
    external: ['@tensorflow/tfjs-core'],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  expect(new Set(imports)).toEqual(new Set(['@tensorflow/tfjs-core']));
  expect(Object.keys(metafile.inputs).filter((file) => /datasets\/src\/(media|png)/.test(file))).toEqual([]);
});
