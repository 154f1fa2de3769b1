// Prepares a clone so that its packages run: installs the locked dependencies and builds everything. Needs nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

const LEAST_NODE = [20, 19];

/** Runs a command with its output on the terminal; ends this process if the command fails. */
export function run(command, args, env = {}) {
  // On Windows, npm and npx are scripts, which only a shell can start.
  const { status, signal } = spawnSync(command, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
}

/** Installs the dependencies of the lock file, unless they are installed already. */
export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1])) {
    console.error(`Node ${LEAST_NODE.join('.')} or newer is needed; this is ${process.versions.node}`);
    process.exit(1);
  }
  // npm writes this file at the end of each install.
  const installed = 'node_modules/.package-lock.json';
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync('package-lock.json').mtimeMs) run('npm', ['ci', '--loglevel=error']);
}

/** Installs and builds; `types: false` leaves out the declarations, which only developers need. */
export function setUp({ types = true } = {}) {
  install();
  run('npm', ['run', '--silent', 'build', '--', '--output-logs=errors-only'], {
    TURBO_TELEMETRY_DISABLED: '1',
    npm_config_loglevel: 'error',
    ...(types ? {} : { BUILD_TYPES: 'no' }),
  });
}
