// Compiles the addon for this machine into prebuilds/<platform>-<arch>/. If there is no compiler, the script says so and succeeds: the
// package then works without the native backend and says why. To build for other machines, name them; CXX chooses another compiler:
//   node scripts/build.mjs linux-arm64 win32-x64 linux-musl-x64
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { host, recipeFor, targetNamed, toolsFor } from './targets.mjs';

const run = promisify(execFile);
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const sources = join(root, 'native');

const avx2 = ['-mavx2', '-mfma', '-mbmi2'];
const avx512 = [...avx2, '-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mprefer-vector-width=512'];
/** The files that are compiled once for each instruction level. */
const families = [
  ...['unary', 'binary', 'reduce', 'layout', 'matmul', 'conv', 'resize', 'fused_pixels', 'fused_layers', 'fused_norm'],
  ...['pool', 'depthwise', 'batch_norm', 'gather', 'scan', 'rows', 'blend'],
];
const shared = [
  ...['threads', 'levels', 'random', 'addon', 'elementwise_addon', 'axis_addon', 'layout_addon', 'resize_addon', 'products_addon'],
  ...['windows_addon', 'norm_addon', 'layers_addon', 'pixels_addon', 'random_addon', 'capture_addon'],
  ...['recording', 'plan', 'pass_dead', 'pass_in_place', 'pass_join'],
  ...['pass_accumulate', 'pass_again', 'pass_lengthen', 'pass_pack', 'pass_filters', 'pass_portions'],
];
const flags = [
  ...['-std=c++17', '-O3', '-fPIC', '-fvisibility=hidden', '-fno-exceptions', '-fno-rtti', '-fno-math-errno', '-fno-trapping-math'],
  ...['-Wall', '-Wextra', '-Wno-psabi'],
];

function headers() {
  const beside = join(dirname(process.execPath), '..', 'include', 'node');
  const found = [process.env.NODE_HEADERS, beside, '/usr/include/node'].find((folder) => folder && existsSync(join(folder, 'node_api.h')));
  if (!found) throw new Error(`Node's headers (node_api.h) are not in ${beside}; name their folder in NODE_HEADERS.`);
  return found;
}

/** Returns every object file with its own flags. `wide` compiles the AVX-512 form for AVX2, to test it on processors without AVX-512. */
function units({ wide, target }) {
  const levels = target.endsWith('-x64') ? { baseline: [], avx2, avx512: wide ? [...avx2, '-DNATIVE_WIDE'] : avx512 } : { baseline: [] };
  return [
    ...shared.map((name) => ({ name, object: `${name}.o`, own: wide ? ['-DNATIVE_WIDE'] : [] })),
    ...Object.entries(levels).flatMap(([level, own]) =>
      families.map((name) => ({ name, object: `${name}-${level}.o`, own: [...own, `-DNATIVE_LEVEL=${level}`] })),
    ),
  ];
}

function digestOf(recipe, compiler) {
  const digest = createHash('sha256');
  digest.update(JSON.stringify(recipe));
  digest.update(execFileSync(compiler, ['--version']));
  digest.update(readFileSync(new URL('targets.mjs', import.meta.url)));
  for (const name of readdirSync(sources).sort()) digest.update(readFileSync(join(sources, name)));
  return digest.digest('hex');
}

/** Builds the addon at `output`; `extra` goes to compiler and linker. Returns false if the result was up to date. */
export async function build({ output, extra = [], wide = false, target = host }) {
  const { compiler, linker } = toolsFor(target);
  const common = [...flags, ...extra, '-I', headers()];
  const parts = units({ wide, target });
  const digest = digestOf([common, parts], compiler);
  const [stamp, checksum] = [`${output}.stamp`, `${output}.sha256`];
  if ([output, stamp, checksum].every((file) => existsSync(file)) && readFileSync(stamp, 'utf8') === digest) return false;

  const folder = mkdtempSync(join(tmpdir(), 'backend-native-'));
  mkdirSync(dirname(output), { recursive: true });
  try {
    const files = readdirSync(sources).map((name) => join(sources, name));
    const recipe = recipeFor(target, { sources: files, folder });
    parts.push(...recipe.units.map((name) => ({ name, object: `${name}.o`, own: [] })));
    const waiting = [...parts];
    const worker = async () => {
      for (let part = waiting.pop(); part; part = waiting.pop())
        await run(compiler, [
          ...recipe.compile,
          ...common,
          ...part.own,
          '-c',
          '-o',
          join(folder, part.object),
          join(sources, `${part.name}.cc`),
        ]);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, worker));
    const objects = parts.map((part) => join(folder, part.object));
    await run(linker, ['-shared', '-o', `${output}.new`, ...objects, ...extra, ...recipe.link, '-lm']);
    // The loader compares this checksum before it maps the file, because a damaged library can end the whole process.
    writeFileSync(
      checksum,
      createHash('sha256')
        .update(readFileSync(`${output}.new`))
        .digest('hex'),
    );
    renameSync(`${output}.new`, output);
    writeFileSync(stamp, digest);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runs(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const target of process.argv.length > 2 ? process.argv.slice(2).map(targetNamed) : [host]) {
    const { compiler, linker, package: from } = toolsFor(target);
    const missing = [compiler, linker].find((program) => !runs(program));
    if (missing) {
      console.warn(
        `backend-native: "${missing}" was not found, so there is no addon for ${target}. Install ${from} or name a compiler in CXX.`,
      );
      continue;
    }
    const built = await build({ output: join(root, 'prebuilds', target, 'backend-native.node'), target });
    console.log(`backend-native: prebuilds/${target}/backend-native.node ${built ? 'built' : 'is up to date'}`);
  }
}
