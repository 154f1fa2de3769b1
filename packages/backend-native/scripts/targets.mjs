// The compilers, flags and libraries of each platform, for this machine or by a cross compiler. A target has the name of its folder in prebuilds/.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** As in src/addon.ts. */
const maps = '/proc/self/maps';
const onMusl = process.platform === 'linux' && existsSync(maps) && /\/ld-musl-|-linux-musl\/libc\.so/.test(readFileSync(maps, 'latin1'));

/** The target of this machine. */
export const host = `${process.platform}${onMusl ? '-musl' : ''}-${process.arch}`;

/** Returns the target of a name: `win32-x64` is a target already; `arm64` is the processor of another machine of this platform. */
export const targetNamed = (name) => (name.includes('-') ? name : `${process.platform}-${name}`);

const crossCompilers = {
  'linux-arm64': { compiler: 'aarch64-linux-gnu-g++', package: 'g++-aarch64-linux-gnu' },
  'win32-x64': { compiler: 'x86_64-w64-mingw32-g++-posix', package: 'g++-mingw-w64-x86-64' },
  'linux-musl-x64': { compiler: 'g++', linker: 'musl-gcc', package: 'g++ and musl-tools' },
};

/** Returns the programs that build a target; CXX names another compiler. */
export function toolsFor(target) {
  const { compiler = 'g++', linker, package: from = 'g++' } = target === host ? {} : (crossCompilers[target] ?? {});
  const chosen = process.env.CXX ?? compiler;
  return { compiler: chosen, linker: linker ?? chosen, package: from };
}

/** Returns flags, further sources and libraries of a target. It writes files that have to be made first into `folder`. */
export function recipeFor(target, { sources, folder }) {
  if (target.startsWith('win32-')) return windows(target, sources, folder);
  if (target.startsWith('darwin-')) return { compile: [], link: ['-undefined', 'dynamic_lookup'], units: [] };
  if (target !== host && target.startsWith('linux-musl-')) return musl(target);
  return { compile: [], link: ['-Wl,--as-needed', '-pthread'], units: [] };
}

/**
 * On Windows the program node.exe is the library with the functions of Node-API. The compiler cannot keep the stack aligned for wide
 * vectors there.
 */
function windows(target, sources, folder) {
  const names = sources.flatMap((file) => readFileSync(file, 'utf8').match(/\bnapi_\w+(?=\()/g) ?? []);
  const [definition, library] = [join(folder, 'node.def'), join(folder, 'libnode.a')];
  writeFileSync(definition, `LIBRARY node.exe\nEXPORTS\n${[...new Set(names)].sort().join('\n')}\n`);
  const { compiler } = toolsFor(target);
  const prefix = /^(.*-)?[^-]*\+\+(-\w+)?$/.exec(compiler)?.[1] ?? '';
  execFileSync(`${prefix}dlltool`, ['-d', definition, '-l', library]);
  return { compile: ['-Wa,-muse-unaligned-vector-move'], link: ['-static', '-s', library], units: [] };
}

/** Debian has musl for C only. The C++ library of g++ is linked in statically and works with musl's own headers and native/musl.cc. */
function musl(target) {
  const { compiler } = toolsFor(target);
  const ask = (question) => execFileSync(compiler, [question], { encoding: 'utf8' }).trim();
  const [version] = ask('-dumpversion').split('.');
  const cpp = [`/usr/include/c++/${version}`, `/usr/include/${ask('-dumpmachine')}/c++/${version}`];
  const folders = [...cpp, ask('-print-file-name=include'), '/usr/include/x86_64-linux-musl'];
  const missing = folders.find((path) => !existsSync(path));
  if (missing) throw new Error(`the build for musl needs ${missing}, which does not exist here; install musl-dev`);
  const libraries = ['libstdc++.a', 'libgcc_eh.a'].map((name) => ask(`-print-file-name=${name}`));
  return {
    compile: ['-nostdinc', ...folders.flatMap((path) => ['-isystem', path]), '-D__GLIBC_PREREQ(a,b)=0', '-D__locale_t=locale_t'],
    link: [...libraries, '-Wl,--gc-sections', '-Wl,--exclude-libs,ALL'],
    units: ['musl'],
  };
}
