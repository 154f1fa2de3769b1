import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sh } from './shell.mjs';

const here = join(dirname(fileURLToPath(import.meta.url)), 'registry');

/** Installs the server of the registry into a folder that git ignores, once for each version of its lock file. */
async function install(root) {
  const folder = join(root, 'node_modules', '.cache', 'rehearsal-registry');
  const lock = (of) => readFileSync(join(of, 'package-lock.json'), 'utf8');
  if (existsSync(join(folder, 'node_modules', 'verdaccio')) && lock(folder) === lock(here)) return folder;
  mkdirSync(folder, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(here, file), join(folder, file));
  await sh('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder });
  return folder;
}

/** Starts a registry on 127.0.0.1 that stores published packages in `storage`; `env` makes npm use it for this project's scope only. */
export async function startRegistry({ root, storage }) {
  mkdirSync(storage, { recursive: true });
  const server = spawn(process.execPath, [join(here, 'serve.mjs'), await install(root), storage], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise((resolve, reject) => {
    server.stdout.once('data', (text) => resolve(Number(text)));
    server.once('exit', () => reject(new Error('the registry did not start')));
  });
  const address = `//127.0.0.1:${port}/`;
  const config = join(storage, 'npmrc');
  // The registry accepts any token, but npm refuses to publish without one.
  const own = [`@neural-em:registry=http:${address}`, `${address}:_authToken=rehearsal`];
  writeFileSync(config, [...(await userSettings()), ...own, ''].join('\n'));
  return { url: `http:${address}`, env: { npm_config_userconfig: config }, stop: () => server.kill() };
}

/** Returns the user's npm settings without any credentials, so that nothing can be published to another registry by mistake. */
async function userSettings() {
  const file = (await sh('npm', ['config', 'get', 'userconfig', '--loglevel=error'])).trim();
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .filter((line) => !/_auth|_password|username|certfile|keyfile/i.test(line));
}
