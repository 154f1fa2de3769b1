import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

async function importsOf(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions: ['@neural-em/source'],
    external: ['node:*', '@tensorflow/*'],
  });
  return [...new Set(Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path)))];
}

it('needs nothing of Node, so that a browser trains with the same loop; what does is an entry of its own', async () => {
  expect(await importsOf('./index.ts')).toEqual(['@tensorflow/tfjs-core']);
  expect((await importsOf('./node/index.ts')).every((path) => path.startsWith('node:'))).toBe(true);
});
