import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sh } from './shell.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), 'registry');

/** Installs the registry's server, once for each version of its lock file, into a folder that git ignores. */
async function install(root) {
  const folder = join(root, 'node_modules', '.cache', 'rehearsal-registry');
  const lock = (of) => readFileSync(join(of, 'package-lock.json'), 'utf8');
  if (existsSync(join(folder, 'node_modules', 'verdaccio')) && lock(folder) === lock(here)) return folder;
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(here, file), join(folder, file));
  await sh('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
  return folder;
}

/** A registry on 127.0.0.1 that keeps what is published under `storage`; `env` makes npm use it for this project's scope alone. */
export async function startRegistry({ root, storage }) {
  mkdirSync(storage, { recursive: true });
  const server = spawn(process.execPath, [join(here, 'serve.mjs'), await install(root), storage], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    server.stdout.once('data', (text) => resolve(Number(text)));
    server.once('exit', () => reject(new Error('the registry did not start')));
  });
  const address = `//127.0.0.1:${port}/`;
  return {
    url: `http:${address}`,
    // The registry takes any token, but npm publishes with none.
    env: { 'npm_config_@neural-em:registry': `http:${address}`, [`npm_config_${address}:_authToken`]: 'rehearsal' },
    stop: () => server.kill(),
  };
}
