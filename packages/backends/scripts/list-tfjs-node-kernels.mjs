// Writes src/golden/tfjs-node-kernels.json: the kernels of @tensorflow/tfjs-node and @tensorflow/tfjs-node-gpu. It reads them from the
// published packages, without installing these and without the C library: node packages/backends/scripts/list-tfjs-node-kernels.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const version = '4.22.0';
const require = createRequire(import.meta.url);
const core = require.resolve('@tensorflow/tfjs-core');
const { getKernelsForBackend, unregisterKernel } = require(core);

// Registering a kernel needs only the names and the registry of tfjs-core; the backend itself is needed when the kernel runs.
const load = Module._load;
Module._load = (request, ...rest) => {
  if (request === '@tensorflow/tfjs' || request === '@tensorflow/tfjs-core') return require(core);
  return request.endsWith('/nodejs_kernel_backend') ? {} : load(request, ...rest);
};

function kernelsOf(name) {
  const folder = mkdtempSync(join(tmpdir(), 'tfjs-node-'));
  try {
    const pack = ['pack', `${name}@${version}`, '--ignore-scripts', '--silent', '--pack-destination', folder];
    execFileSync('npm', pack, { stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('tar', ['-xzf', join(folder, readdirSync(folder)[0]), '-C', folder]);
    require(join(folder, 'package/dist/register_all_kernels.js'));
    const kernels = getKernelsForBackend('tensorflow').map(({ kernelName }) => kernelName);
    for (const kernel of kernels) unregisterKernel(kernel, 'tensorflow');
    return kernels.sort();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const packages = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'].map((name) => `${name}@${version}`);
const [cpu, gpu] = ['@tensorflow/tfjs-node', '@tensorflow/tfjs-node-gpu'].map(kernelsOf);
if (JSON.stringify(cpu) !== JSON.stringify(gpu)) throw new Error('the two packages have different kernels: write one list for each');
const file = new URL('../src/golden/tfjs-node-kernels.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ packages, kernels: cpu }, null, 2)}\n`);
console.log(`${cpu.length} kernels in ${packages.join(' and ')}`);
