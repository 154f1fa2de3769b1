// Checks how many bytes, minified and compressed (gzip), a package adds to an application that uses all of it. Dependencies count, peers do
// not.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { packages, root } from './packages.mjs';

const BUDGETS = {
  // A fifth of this reads labels of every kind, and refuses anything that is not a list of labels.
  '@neural-em/metrics': { bytes: 6_000, imports: [] },
  // A sixth of this refuses options that do not exist or have a wrong kind.
  '@neural-em/datasets': { bytes: 10_000, imports: [] },
  '@neural-em/mixtures': { bytes: 10_000, imports: [] },
  // Separate entries; the size of each includes the code that it shares with the first.
  '@neural-em/mixtures/families': { bytes: 8_500, imports: [] },
  '@neural-em/mixtures/steps': { bytes: 6_500, imports: [] },
  '@neural-em/mixtures/student': { bytes: 10_000, imports: [] },
  '@neural-em/mixtures/images': { bytes: 13_500, imports: [] },
  '@neural-em/core': { bytes: 12_000, imports: ['@tensorflow/tfjs-core'] },
  // About 1.5 kB of this check the files of a run folder and read safetensors of every type; 1.5 kB record and replay steps and
  // evaluations.
  '@neural-em/trainers': { bytes: 24_500, imports: ['@tensorflow/tfjs-core'] },
};

export async function checkSizes() {
  const problems = [];
  for (const [name, budget] of Object.entries(BUDGETS)) {
    const { bytes, imports } = await bundle(name);
    console.log(`${name}: ${bytes} of ${budget.bytes} bytes, minified and compressed`);
    if (bytes > budget.bytes) problems.push(`${name} takes ${bytes} bytes, minified and compressed; its budget is ${budget.bytes}`);
    for (const path of imports) if (!budget.imports.includes(path)) problems.push(`the bundle of ${name} imports ${path}`);
  }
  return problems;
}

async function bundle(name) {
  const [scope, unscoped, entry = ''] = name.split('/');
  const { folder, entries } = packages.find(({ manifest }) => manifest.name === `${scope}/${unscoped}`);
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, folder, entries.find((one) => one.name === entry).module)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    external: ['@tensorflow/*', 'node:*'],
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map(({ path }) => path));
  return { bytes: gzipSync(outputFiles[0].contents, { level: 9 }).length, imports: [...new Set(imports)] };
}
