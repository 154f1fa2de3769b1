import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addonPath } from './addon.ts';

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
  const env = { ...process.env, NEURAL_EM_NATIVE_ADDON: process.env.NEURAL_EM_NATIVE_ADDON ?? addonPath() };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, name)], { env });
  expect(stderr).toBe('');
  return stdout.trim();
}

const program = `
tf.enableProdMode();
tf.setBackend('native').then(async () => {
  const x = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
  const gradient = tf.grad((w) => tf.prod(tf.conv2d(x, w, 1, 'valid')))(tf.zeros([2, 2, 1, 1]));
  console.log(tf.getBackend(), ...(await gradient.data()));
});
`;

test('two lines train: the ES module build registers backend and gradients', async () => {
  const imports = "import * as tf from '@tensorflow/tfjs-core';\nimport './index.js';\n";
  expect(await run('program.mjs', imports + program)).toBe('native 1 2 3 4');
});

test('two lines train: the CommonJS build registers backend and gradients', async () => {
  const imports = "const tf = require('@tensorflow/tfjs-core');\nrequire('./index.cjs');\n";
  expect(await run('program.cjs', imports + program)).toBe('native 1 2 3 4');
});
