// `npm test`: sets up the clone, then runs every check and every test.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { run, setUp } from './set-up.mjs';

/** Most checks use one core, so several run at a time, starting with the longest ones. The documentation is built by a test. */
const CHECKS = ['typecheck', 'check:packages', 'test:ops', 'lint', 'check:lock'];
/** The type checker takes more than a gigabyte. */
const MOST_AT_A_TIME = 4;

setUp();
const waiting = [...CHECKS];
const workers = Math.min(availableParallelism(), MOST_AT_A_TIME);
const failed = (await Promise.all(Array.from({ length: workers }, checkNext))).flat();
if (failed.length > 0) {
  console.error(`failed: ${failed.join(', ')}`);
  process.exit(1);
}
run('npm', ['run', '--silent', 'test:unit', '--', ...process.argv.slice(2)]);

/** Runs checks until none is left; returns the checks that failed. */
async function checkNext() {
  const failed = [];
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) if (!(await passes(name))) failed.push(name);
  return failed;
}

/** Runs a check, and prints its output after it has ended. */
async function passes(name) {
  const child = spawn('npm', ['run', '--silent', name], { shell: process.platform === 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(bytes));
  const status = await new Promise((resolve) => child.once('close', resolve));
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  process.stdout.write(Buffer.concat(said));
  return status === 0;
}
