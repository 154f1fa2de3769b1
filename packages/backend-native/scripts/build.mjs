// Compiles the addon for this machine into prebuilds/<platform>-<arch>/. Without a compiler it says so and succeeds: the package
// then works without the native backend, and says why.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'native');
const compiler = process.env.CXX ?? 'g++';

const levels = {
  baseline: [],
  ...(process.arch === 'x64' && {
    avx2: ['-mavx2', '-mfma', '-mbmi2'],
    avx512: ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mavx2', '-mfma', '-mbmi2', '-mprefer-vector-width=512'],
  }),
};
const families = ['unary', 'binary', 'reduce', 'layout', 'matmul', 'conv', 'resize'];
const shared = ['threads', 'levels', 'addon'];

const compilerFlags = ['-std=c++17', '-O3', '-fPIC', '-fno-exceptions', '-fno-rtti', '-fno-math-errno'];
const warnings = ['-fno-trapping-math', '-fvisibility=hidden', '-Wall', '-Wextra', '-Wno-psabi'];

function headers() {
  const beside = join(dirname(process.execPath), '..', 'include', 'node');
  const found = [process.env.NODE_HEADERS, beside, '/usr/include/node'].find((folder) => folder && existsSync(join(folder, 'node_api.h')));
  if (!found) throw new Error(`Node's headers (node_api.h) are not in ${beside}; name their folder in NODE_HEADERS.`);
  return found;
}

/** Builds the addon at `output`; `extra` goes to compiler and linker. Nothing is done where the result is up to date. */
export async function build({ output, extra = [] }) {
  const flags = [...compilerFlags, ...warnings, ...extra, '-I', headers()];
  const stamp = createHash('sha256');
  stamp.update(JSON.stringify([flags, levels, execFileSync(compiler, ['--version'], { encoding: 'utf8' })]));
  for (const name of readdirSync(sources).sort()) stamp.update(readFileSync(join(sources, name)));
  const digest = stamp.digest('hex');
  const stampFile = `${output}.stamp`;
  const present = [output, stampFile, `${output}.sha256`].every((file) => existsSync(file));
  if (present && readFileSync(stampFile, 'utf8') === digest) return false;

  const objects = join(tmpdir(), `backend-native-${process.pid}`);
  mkdirSync(objects, { recursive: true });
  mkdirSync(dirname(output), { recursive: true });
  try {
    const units = [
      ...shared.map((name) => ({ name, flags: [], object: join(objects, `${name}.o`) })),
      ...Object.entries(levels).flatMap(([level, own]) =>
        families.map((name) => ({ name, flags: [...own, `-DNATIVE_LEVEL=${level}`], object: join(objects, `${name}-${level}.o`) })),
      ),
    ];
    const waiting = [...units];
    const worker = async () => {
      for (let unit = waiting.pop(); unit; unit = waiting.pop())
        await run(compiler, [...flags, ...unit.flags, '-c', '-o', unit.object, join(sources, `${unit.name}.cc`)]);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    const platform = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : ['-Wl,--as-needed', '-pthread'];
    await run(compiler, ['-shared', '-o', `${output}.new`, ...units.map((unit) => unit.object), ...extra, ...platform, '-lm']);
    // The loader compares this before it maps the file: a damaged library can end the whole process.
    writeFileSync(
      `${output}.sha256`,
      createHash('sha256')
        .update(readFileSync(`${output}.new`))
        .digest('hex'),
    );
    renameSync(`${output}.new`, output);
    writeFileSync(stampFile, digest);
    return true;
  } finally {
    rmSync(objects, { recursive: true, force: true });
  }
}

function compilerRuns() {
  try {
    execFileSync(compiler, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const output = join(root, 'prebuilds', `${process.platform}-${process.arch}`, 'backend-native.node');
  if (!compilerRuns()) {
    console.warn(`backend-native: no C++ compiler ("${compiler}") was found, so the addon is not built. Install g++ or name one in CXX.`);
  } else {
    const built = await build({ output });
    console.log(`backend-native: ${output} ${built ? 'built' : 'is up to date'}`);
  }
}
