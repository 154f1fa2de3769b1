// Runs the kernel tests on builds that check memory, undefined behaviour and data races. The AVX-512 form is compiled for AVX2, so that
// processors without AVX-512 test it, too. Usage: node scripts/sanitize.mjs [address] [thread]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const sanitizers = {
  address: {
    flags: ['-fsanitize=address,undefined', '-fno-sanitize-recover=undefined'],
    library: 'libasan.so',
    // Leaks are not checked, because Node itself frees nothing when it ends. Without a pool every tensor has its true bounds. A test limits resident
    // memory to less than the 256 MB of freed memory that the sanitizer holds back by default.
    environment: { ASAN_OPTIONS: 'detect_leaks=0:quarantine_size_mb=8', NEURAL_EM_NATIVE_POOL_MB: '0' },
    tests: ['convolutions', 'fused/fused', 'fused/training', 'threads', 'addon', 'capture', 'ops', 'gradients'],
  },
  thread: {
    flags: ['-fsanitize=thread'],
    library: 'libtsan.so',
    // Node's own threads are not instrumented.
    environment: { TSAN_OPTIONS: 'ignore_noninstrumented_modules=1:halt_on_error=1', NEURAL_EM_NATIVE_THREADS: '4' },
    tests: ['threads', 'workers', 'convolutions', 'capture'],
  },
};

async function sanitize(name) {
  const { flags, library, environment, tests } = sanitizers[name];
  const folder = mkdtempSync(join(tmpdir(), 'backend-native-'));
  const addon = join(folder, `${name}.node`);
  try {
    await build({ output: addon, extra: ['-g', '-O1', '-fno-omit-frame-pointer', ...flags], wide: true });
    const preload = execFileSync(process.env.CXX ?? 'g++', [`-print-file-name=${library}`], { encoding: 'utf8' }).trim();
    const files = tests.map((test) => join(root, 'src', test));
    const vitest = join(root, '..', '..', 'node_modules', 'vitest', 'vitest.mjs');
    const { status } = spawnSync(process.execPath, [vitest, 'run', '--testTimeout=600000', ...files], {
      cwd: join(root, '..', '..'),
      stdio: 'inherit',
      env: { ...process.env, ...environment, LD_PRELOAD: preload, NEURAL_EM_NATIVE_ADDON: addon },
    });
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const chosen = process.argv.slice(2);
for (const name of chosen.length > 0 ? chosen : Object.keys(sanitizers)) {
  console.log(`backend-native: ${name} sanitizer`);
  if (!(await sanitize(name))) process.exitCode = 1;
}
