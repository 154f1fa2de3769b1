import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build, type Format } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Bundles an entry as an application would. */
async function bundle(contents: string, format: Format = 'esm') {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    globalName: 'datasets',
    platform: 'neutral',
    conditions: ['@neural-em/source'],
  });
  const [output] = Object.values(metafile.outputs);
  return { text: outputFiles[0]!.text, imports: output!.imports, files: Object.keys(metafile.inputs) };
}

describe('the main entry', () => {
  it('has neither TensorFlow in it nor Node nor an optional package', async () => {
    const { text, imports, files } = await bundle("export * from './index.ts'");
    expect(imports).toEqual([]);
    expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
    expect(text).not.toMatch(/tensorflow|tfjs|node:|h5wasm|fflate|fast-png/i);
  });

  it('runs where there is nothing but the language, and gives the same bytes there', async () => {
    const { text } = await bundle("export * from './index.ts'", 'iife');
    const sum = runInNewContext(`${text}; datasets.flyingShapes({ seed: 1 }).read('training', [0]).frames.reduce((a, b) => a + b)`, {});
    const { flyingShapes } = await import('./index.ts');
    expect(sum).toBe(
      flyingShapes({ seed: 1 })
        .read('training', [0])
        .frames.reduce((a, b) => a + b),
    );
    expect(sum).toBeGreaterThan(1000);
  });

  it('leaves out of an application what it does not use', async () => {
    const { text } = await bundle("export { staticShapes } from './index.ts'");
    expect(text).not.toMatch(/bouncing-balls|flying-mnist|contact|IDX/);
  });
});

describe('the readers', () => {
  it.each(['hdf5', 'npz', 'png', 'media', 'fit', 'mnist', 'cache'])('%s can be imported without its optional package', async (name) => {
    // Static imports would fail where the package is not installed.
    const { files } = await bundleForNode(name);
    expect(files.filter((file) => file.includes('node_modules'))).toEqual([]);
  });
});

/** Returns the static imports of an entry, without dynamic ones. */
async function bundleForNode(name: string) {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`${name}/index.ts`, import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
    conditions: ['@neural-em/source'],
    plugins: [
      {
        name: 'lazy imports stay outside',
        setup: ({ onResolve }) =>
          onResolve({ filter: /^(h5wasm|fflate|fast-png|sharp)/ }, ({ kind, path }) =>
            kind === 'dynamic-import' ? { path, external: true } : null,
          ),
      },
    ],
  });
  return { files: Object.keys(metafile.inputs) };
}
