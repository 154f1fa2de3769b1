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
    globalName: 'mixtures',
    platform: 'neutral',
    conditions: ['@neural-em/source'],
  });
  const [output] = Object.values(metafile.outputs);
  return { text: outputFiles[0]!.text, imports: output!.imports, output: output! };
}

it.each(['./index.ts', './families/index.ts', './student/index.ts', './steps/index.ts', './images/index.ts'])(
  '%s needs neither Node nor a package',
  async (entry) => {
    const { text, imports } = await bundle(`export * from '${entry}'`);
    expect(imports).toEqual([]);
    expect(text).not.toMatch(/tensorflow|tfjs|node:/i);
  },
);

it('runs where there is nothing but the language', async () => {
  const { text } = await bundle("export * from './index.ts'", 'iife');
  const labels = runInNewContext(
    `${text}; mixtures.gaussianMixture([[0], [1], [9], [10]], { components: 2, seed: 0 }).predict([[0], [10]]).join()`,
    {},
  );
  expect(['0,1', '1,0']).toContain(labels);
});

describe('each function comes alone', () => {
  const parts = {
    mixtures: /gaussian|student|bernoulli|categorical/,
    kMeans: /k-means\/(k-means|lloyd)/,
    background: /background\//,
    pixels: /pixels\//,
  };
  it.each<[string, string, (keyof typeof parts)[]]>([
    ['./steps/index.ts', 'eStep', []],
    ['./index.ts', 'chooseComponents', []],
    ['./images/index.ts', 'connectedComponents', ['pixels']],
    ['./index.ts', 'kMeans', ['kMeans']],
    ['./index.ts', 'gaussianModel', ['mixtures']],
    ['./images/index.ts', 'backgroundSubtractor', ['background']],
    ['./images/index.ts', 'foregroundObjects', ['background', 'pixels']],
  ])('%s: %s', async (entry, name, expected) => {
    const { output } = await bundle(`export { ${name} } from '${entry}'`);
    const used = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    for (const [part, files] of Object.entries(parts)) {
      const found = used.filter(([file]) => files.test(file)).map(([file]) => file);
      if (!expected.some((other) => other === part)) expect(found, `${name} brings ${part}`).toEqual([]);
      else expect(found.length).toBeGreaterThan(0);
    }
  });

  it.each([
    ['gaussian', './index.ts'],
    ['student', './student/index.ts'],
    ['bernoulli', './families/index.ts'],
    ['categorical', './families/index.ts'],
  ])('a %s mixture without those of other kinds', async (kind, entry) => {
    const { output } = await bundle(`export { ${kind}Mixture } from '${entry}'`);
    const used = Object.keys(output.inputs).filter((file) => output.inputs[file]!.bytesInOutput > 0);
    for (const other of ['student', 'bernoulli', 'categorical']) {
      // The Bernoulli distribution is built on the categorical one, with two categories.
      if (other !== kind && !(kind === 'bernoulli' && other === 'categorical'))
        expect(used.filter((file) => file.includes(other))).toEqual([]);
    }
    expect(used.some((file) => file.includes(kind))).toBe(true);
  });
});
