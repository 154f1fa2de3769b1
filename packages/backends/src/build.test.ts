import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The package as it is published, built beside its sources so that Node finds its dependencies.
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const cache = join(packageFolder, 'node_modules/.cache');
let folder: string;

beforeAll(async () => {
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'build-'));
  const tsup = join(dirname(createRequire(import.meta.url).resolve('tsup')), 'cli-default.js');
  await promisify(execFile)(process.execPath, [tsup, '--no-dts', '--no-sourcemap', '--out-dir', folder], { cwd: packageFolder });
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

/** Runs a program in a separate Node process, with the built package beside it, and returns its output. */
async function run(name: string, program: string): Promise<string> {
  await writeFile(join(folder, name), program);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, name)]);
  expect(stderr).toBe('');
  return stdout.trim();
}

const program = `
chooseBackend({ name: 'wasm' }).then(async ({ name }) => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const gradient = tf.grad((w) => tf.prod(tf.conv2d(x, w, 1, 'valid')))(tf.zeros([2, 2, 1, 1]));
  console.log(name, ...(await gradient.data()));
});
`;

test('the ES module build registers gradients and chooses a backend', async () => {
  const imports = "import * as tf from '@tensorflow/tfjs-core';\nimport { chooseBackend } from './index.js';\n";
  expect(await run('program.mjs', imports + program)).toBe('wasm 1 2 3 4');
});

test('the CommonJS build registers gradients and chooses a backend', async () => {
  const imports = "const tf = require('@tensorflow/tfjs-core');\nconst { chooseBackend } = require('./index.cjs');\n";
  expect(await run('program.cjs', imports + program)).toBe('wasm 1 2 3 4');
});

test('a browser bundle takes wasm and cpu in, and leaves out what is not installed', async () => {
  const outDir = join(folder, 'page');
  const entry = { page: join(folder, 'index.js') };
  // This build fails if an import cannot be resolved.
  await build({ config: false, silent: true, entry, outDir, platform: 'browser', format: 'esm', noExternal: [/./] });
  const files = await Promise.all((await readdir(outDir)).map((name) => readFile(join(outDir, name), 'utf8')));
  const bundle = files.join('\n');
  expect(bundle.match(/\bregisterBackend\(\s*["'](?:wasm|cpu)["']/g)).toHaveLength(2);
});
