// Checks every public package as npm would pack it: its manifest (publint), its types in each module system
// (are-the-types-wrong), and that installing it runs nothing. The packages must be built.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

const folders = readdirSync('packages').map((name) => `packages/${name}`);
const manifests = folders.map((folder) => ({ folder, ...JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) }));
const problems = [];

async function tool(name, args) {
  try {
    await execute(`node_modules/.bin/${name}`, args, { env: { ...process.env, npm_config_loglevel: 'error' } });
  } catch (error) {
    problems.push(`${name} ${args.join(' ')}\n${error.stdout}${error.stderr}`);
  }
}

for (const { folder, name, scripts = {}, exports = {}, private: isPrivate } of manifests) {
  if (isPrivate) continue;
  for (const script of INSTALL_SCRIPTS) if (scripts[script]) problems.push(`${name} runs a script when it is installed: ${script}`);
  const hasApi = exports['.'] !== undefined;
  await Promise.all([tool('publint', [folder, '--strict']), ...(hasApi ? [tool('attw', ['--pack', folder, '--profile', 'node16'])] : [])]);
}

for (const problem of problems) console.error(problem);
console.log(problems.length ? `packages: ${problems.length} problems` : 'packages: ok');
process.exitCode = problems.length ? 1 : 0;
