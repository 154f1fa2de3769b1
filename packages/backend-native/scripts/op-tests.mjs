// Runs the operation tests of TensorFlow.js, which are in its core package, on the native backend and on the plain CPU backend in
// one process; each test that passes on `cpu` must pass on `native`. Usage: node scripts/op-tests.mjs [part of a name]

import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const core = dirname(require.resolve('@tensorflow/tfjs-core/package.json'));

// The tests import the modules of the core package one by one, so everything here must import these modules and not the main file.
const oneCore = {
  name: 'one-core',
  setup(bundler) {
    bundler.onResolve({ filter: /^@tensorflow\/tfjs-core$/ }, () => ({ path: join(core, 'dist', 'index.js'), sideEffects: true }));
  },
};

const entry = `
  const { setTestEnvs } = require('@tensorflow/tfjs-core/dist/jasmine_util');
  require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops');
  require('@tensorflow/tfjs-core/dist/register_all_gradients');
  require(${JSON.stringify(join(root, 'src', 'index.ts'))});
  setTestEnvs(['cpu', 'native'].map((name) => ({ name: 'on-' + name, backendName: name, isDataSync: true })));
  require('@tensorflow/tfjs-core/dist/tests');
`;

/** Returns the failures of every test by its name; an empty text if the test passed. */
async function results() {
  Object.assign(globalThis, require('jasmine-core').noGlobals());
  const folder = mkdtempSync(join(tmpdir(), 'op-tests-'));
  try {
    const outfile = join(folder, 'tests.cjs');
    await build({
      stdin: { contents: entry, resolveDir: root },
      ...{
        outfile,
        bundle: true,
        platform: 'node',
        format: 'cjs',
        mainFields: ['module', 'main'],
        ignoreAnnotations: true,
        logLevel: 'error',
        plugins: [oneCore],
      },
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(join(root, 'src', 'addon.ts')).href) },
    });
    require(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const tests = new Map();
  const environment = jasmine.getEnv();
  environment.configure({ random: false, specFilter: (spec) => spec.getFullName().includes(process.argv[2] ?? '') });
  environment.clearReporters();
  environment.addReporter({
    specDone({ fullName, status, failedExpectations }) {
      if (status === 'passed' || status === 'failed') tests.set(fullName, failedExpectations.map((failure) => failure.message).join('; '));
    },
  });
  // The tests provoke warnings and print profiles.
  const { log, warn } = console;
  console.log = console.warn = () => {};
  await environment.execute();
  Object.assign(console, { log, warn });
  return tests;
}

const tests = await results();
const onNative = [...tests.keys()].filter((name) => name.includes(' on-native '));
const failed = onNative.filter((name) => tests.get(name) !== '' && tests.get(name.replace(' on-native ', ' on-cpu ')) === '');
const failedOnBoth = onNative.filter((name) => tests.get(name) !== '').length - failed.length;
for (const name of failed) console.error(`${name}\n    ${tests.get(name)}`);
console.log(`${onNative.length} tests on native: ${failed.length} fail that pass on cpu, ${failedOnBoth} fail on both`);
if (failed.length > 0 || onNative.length === 0) process.exitCode = 1;
