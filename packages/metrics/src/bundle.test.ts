import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build, type Format } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type * as metrics from './index.ts';

/** Bundles an entry as an application would, and tells which files of the package are left in it. */
async function bundle(contents: string, format: Format = 'esm') {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format,
    globalName: 'metrics',
    platform: 'neutral',
  });
  const [output] = Object.values(metafile.outputs);
  const files = Object.entries(output!.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return {
    text: outputFiles[0]!.text,
    imports: output!.imports,
    read: Object.keys(metafile.inputs).filter((path) => path !== '<stdin>'),
    files: files.map(([path]) => path.replace(/.*\//, '')).filter((path) => path !== '<stdin>'),
  };
}

describe('the whole package', () => {
  it('is its own source and nothing else: no dependency, no TensorFlow', async () => {
    const { text, imports, read } = await bundle("export * from './index.ts'");
    expect(imports).toEqual([]);
    expect(read.filter((path) => !/(^|packages\/metrics\/)src\/[a-z-]+\.ts$/.test(path))).toEqual([]);
    expect(text).not.toMatch(/tensorflow|tfjs/i);
  });

  it('runs where there is nothing but the language', async () => {
    const { text } = await bundle("export * from './index.ts'", 'iife');
    const score = runInNewContext(`${text}; metrics.adjustedMutualInformation([0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 2, 2])`, {});
    expect(score).toBeCloseTo(0.5023607027202738, 12);
  });
});

describe('an application that uses one function', () => {
  const values = ['values.ts', 'errors.ts'];
  const table = ['contingency.ts', 'labels.ts', ...values];
  it.each<[keyof typeof metrics, string[]]>([
    ['mean', ['statistics.ts', ...values]],
    ['purity', ['purity.ts', ...table]],
    ['adjustedRandIndex', ['adjusted-rand-index.ts', 'pairs.ts', ...table]],
    [
      'adjustedMutualInformation',
      ['adjusted-mutual-information.ts', 'averages.ts', 'expected-mutual-information.ts', 'mutual-information.ts', ...table],
    ],
    ['hardAssignment', ['hard-assignment.ts', 'responsibilities.ts', 'shape.ts', ...values]],
  ])('%s gets the files it needs', async (name, needed) => {
    const { files } = await bundle(`export { ${name} } from './index.ts'`);
    expect(files.sort()).toEqual(needed.sort());
  });
});
