/**
 * Compiles src/loops/loops.c into src/loops/simd.ts. Needs Debian's clang-14 and lld-14; an install or a build of the package does not.
 *
 *     node packages/mixtures/scripts/compile.mjs
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../src/loops/loops.c', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mixtures-loops-'));
const [object, output] = [join(folder, 'loops.o'), join(folder, 'loops.wasm')];
const options = ['--target=wasm32', '-Oz', '-msimd128', '-ffreestanding', '-Wall', '-Werror'];
execFileSync('clang-14', [...options, '-c', '-o', object, source]);
const exported = ['distances', 'nearest'].map((name) => `--export=${name}`);
execFileSync('wasm-ld-14', ['--no-entry', '--import-memory', '--strip-all', '-z', 'stack-size=0', ...exported, '-o', output, object]);
const bytes = readFileSync(output);
rmSync(folder, { recursive: true });
writeFileSync(
  fileURLToPath(new URL('../src/loops/simd.ts', import.meta.url)),
  `/** loops.c in WebAssembly, as hexadecimal digits, which compress best. Written by ../../scripts/compile.mjs. */\nexport const binary =\n  '${bytes.toString('hex')}';\n`,
);
console.log(`${bytes.length} bytes`);
