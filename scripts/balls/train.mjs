// Trains every model of plan.mjs, one after the other: node scripts/balls/train.mjs [FOLDER] [--only r-nem,rnn] [--steps N] [--minutes N] [--jobs N]
// Needs a build. Start it again to go on after a stop: finished runs are skipped, and begun runs are resumed. FOLDER is runs/balls by
// default. --minutes saves and stops after that time, as Ctrl-C does; --jobs trains that many runs at once, each on one thread.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { models, runsOf } from './plan.mjs';

const nem = fileURLToPath(new URL('../../packages/cli/bin/nem.js', import.meta.url));
/** Exit codes of `nem train` after it was asked to save and end. */
const PAUSED = [130, 143];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, steps: { type: 'string' }, minutes: { type: 'string' }, jobs: { type: 'string', default: '1' } },
});
const wanted = values.only?.split(',') ?? Object.keys(models);
const unknown = wanted.find((name) => !Object.hasOwn(models, name));
if (unknown !== undefined || positionals.length > 1) {
  console.error(
    unknown === undefined ? 'give one folder at most' : `there is no model ${unknown}; there is ${Object.keys(models).join(', ')}`,
  );
  process.exit(2);
}
const queue = runsOf({ folder: positionals[0] ?? 'runs/balls', steps: values.steps }).filter(({ model }) => wanted.includes(model));

const children = new Set();
let leaving = false;
/** Asks every run to save and end. */
function leave() {
  leaving = true;
  for (const child of children) child.kill('SIGTERM');
}
process.on('SIGTERM', leave);
// Ctrl-C reaches the runs directly; here it only prevents that further runs begin.
process.on('SIGINT', () => {
  leaving = true;
});
if (values.minutes !== undefined) setTimeout(leave, 60_000 * Number(values.minutes)).unref();

/** Runs `nem` on one thread and passes its output on; resolves with its exit code. */
function start(args) {
  const env = { NEURAL_EM_NATIVE_THREADS: '1', ...process.env };
  const child = spawn(process.execPath, [nem, ...args], { stdio: ['ignore', 'inherit', 'inherit'], env });
  children.add(child);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      children.delete(child);
      resolve(code);
    });
  });
}

async function train({ parts }) {
  for (const { out, train: command } of parts) {
    if (leaving) return;
    const begun = existsSync(out) && readdirSync(out).includes('config.json');
    if (begun && (await isDone(folderStorage(out)))) {
      console.log(`${out}: has ended`);
      continue;
    }
    const code = await start(begun ? ['train', '--resume', out] : command);
    if (PAUSED.includes(code)) return;
    if (code !== 0) throw new Error(`${out}: nem train ended with ${code}`);
  }
}

async function work() {
  for (let run = queue.shift(); run !== undefined && !leaving; run = queue.shift()) await train(run);
}

try {
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
} catch (error) {
  leave();
  console.error(error.message);
  process.exitCode = 1;
}
if (leaving) console.log('left: run the same command again to go on');
else if (process.exitCode === undefined) console.log('all runs have ended: score them with node scripts/balls/score.mjs');
