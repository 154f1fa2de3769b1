import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { describe, expect, test } from 'vitest';

/** Notes which libraries an entry asks for, and leaves them out. */
async function libraries(entry: string): Promise<string[]> {
  const found = new Set<string>();
  const plugin: Plugin = {
    name: 'libraries',
    setup({ onResolve }) {
      onResolve({ filter: /^[^.]/ }, ({ kind, path }) => {
        if (kind === 'entry-point') return undefined;
        found.add(path);
        return { path, external: true };
      });
    },
  };
  await build({
    entryPoints: [fileURLToPath(new URL(entry, import.meta.url))],
    bundle: true,
    write: false,
    format: 'esm',
    plugins: [plugin],
  });
  return [...found].sort();
}

describe('the package runs anywhere, and asks for no more than an entry needs', () => {
  test.each([
    ['./index.ts', ['fast-png']],
    ['./gif/index.ts', ['gifenc']],
    ['./charts/index.ts', ['@observablehq/plot']],
    ['./report/index.ts', ['@observablehq/plot']],
  ])('%s imports %j', async (entry, expected) => {
    expect(await libraries(entry)).toEqual(expected);
  });

  test('the main entry takes at most 14.5 kB, minified and compressed, with all it needs', async () => {
    const entry = fileURLToPath(new URL('./index.ts', import.meta.url));
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      target: 'es2022',
    });
    expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThanOrEqual(14_500);
  });
});
