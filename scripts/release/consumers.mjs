// Acts as a user of published packages: installs them, runs programs and checks types, each in a separate folder.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sh } from './shell.mjs';

const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall'];
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));

export function assert(holds, message) {
  if (!holds) throw new Error(message);
}

/**
 * Creates a clean folder of a user. TypeScript comes from `root`, so that only the packages that the user asks for are installed.
 * @param options.env - environment that makes npm find the packages.
 */
export function consumer({ root, folder, env }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true, type: 'module' }));
  const run = (command, ...args) => sh(command, args, { cwd: folder, env });

  /** Returns every installed package: its path in the folder, manifest and version. */
  const installed = () =>
    Object.keys(json(join(folder, 'node_modules', '.package-lock.json')).packages)
      .filter((path) => existsSync(join(folder, path, 'package.json')))
      .map((path) => ({ path, ...json(join(folder, path, 'package.json')) }));

  return {
    folder,
    run,
    installed,

    /** Installs packages as a user does, then checks that none of them runs a script when it is installed. */
    async install(...names) {
      await run('npm', 'install', '--no-audit', '--no-fund', '--loglevel=error', ...names);
      for (const { path, name, scripts = {} } of installed()) {
        const script = INSTALL_SCRIPTS.find((key) => scripts[key]);
        assert(!script, `${name} runs a script when it is installed: ${script}`);
        assert(!existsSync(join(folder, path, 'binding.gyp')), `${name} is compiled when it is installed`);
      }
      return installed().length;
    },

    /** Checks the types of a program as an ES module, as CommonJS and for a bundler, and runs the compiled output of the first two. */
    async checkAndRun(program, { skipLibCheck = false } = {}) {
      for (const name of ['program.mts', 'program.cts']) copyFileSync(program, join(folder, name));
      const compile = (name, options) => {
        const settings = { strict: true, target: 'es2022', lib: ['es2022', 'dom'], types: [], skipLibCheck, ...options };
        writeFileSync(join(folder, name), JSON.stringify({ compilerOptions: settings, files: ['program.mts', 'program.cts'] }));
        return run(process.execPath, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', name);
      };
      await compile('node16.json', { module: 'node16', moduleResolution: 'node16', outDir: 'out' });
      await compile('bundler.json', { module: 'esnext', moduleResolution: 'bundler', noEmit: true });
      const outputs = [await run('node', 'out/program.mjs'), await run('node', 'out/program.cjs')];
      assert(outputs[0] === outputs[1], `the program prints another thing as CommonJS:\n${outputs.join('\n')}`);
    },
  };
}

/** Fails unless every package of this project is installed exactly once, in the given version. */
export function assertVersion(user, version) {
  const ours = user.installed().filter(({ name }) => name.startsWith('@neural-em/'));
  const others = ours.filter((entry) => entry.version !== version);
  assert(ours.length > 0 && others.length === 0, `not version ${version}: ${others.map((p) => `${p.name}@${p.version}`).join(', ')}`);
  assert(new Set(ours.map(({ name }) => name)).size === ours.length, 'a package is installed more than once');
}
