// Tests a queue for a long time: four workers, of which one is killed every few seconds, and Redis is restarted once. Every run must be
// done once, and have the files of an uninterrupted sweep. Needs the built packages and redis-server:
//   node scripts/sweep-trials/queue.mjs [runs] [steps] [seconds between kills]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSweepFolder, planSweep, runSweep } from '@neural-em/sweeps';
import { enqueueSweep } from '@neural-em/sweeps/queue';

const [count = 12, steps = 1500, between = 5] = process.argv.slice(2).map(Number);
const port = 16_379;
const folder = mkdtempSync(join(tmpdir(), 'nem-queue-trial-'));
const store = join(folder, 'store');
const connection = { host: '127.0.0.1', port, maxRetriesPerRequest: null };

const sweep = await planSweep({
  name: 'trial',
  experiment: 'static-shapes',
  seeds: count,
  set: {
    training: { maxSteps: steps, batchSize: 2, emSteps: 3, validationImages: 2, validateEvery: 500 },
    run: { checkpointEvery: 50 },
    model: { thetaSize: 8 },
  },
  evaluation: { images: 3 },
});

const whole = openSweepFolder(sweep, join(folder, 'whole'));
console.log(`${count} runs of ${steps} steps, uninterrupted`);
await runSweep(sweep, whole);

let redis = await startRedis();
const workers = Array.from({ length: 4 }, startWorker);
await enqueueSweep(sweep, { connection });
let kills = 0;
const started = performance.now();
while (done() < count) {
  await sleep(between * 1000);
  const victim = kills % workers.length;
  workers[victim].kill('SIGKILL');
  workers[victim] = startWorker();
  kills++;
  console.log(`${kills} workers killed, ${done()} of ${count} runs done`);
  if (kills !== 3) continue;
  await stop(redis);
  redis = await startRedis();
  console.log('Redis restarted');
}
let state = await enqueueSweep(sweep, { connection });
for (let i = 0; i < 300 && state.done < count; i++) {
  await sleep(1000);
  state = await enqueueSweep(sweep, { connection });
}
const differing = sweep.runs.flatMap((run) => compare(join(store, run.name), whole.pathOf(run)));
console.log({ ...state, kills, seconds: Math.round((performance.now() - started) / 1000), differing });
for (const child of [...workers, redis]) await stop(child);
rmSync(folder, { recursive: true });
process.exitCode = state.done === count && differing.length === 0 ? 0 : 1;

function done() {
  return sweep.runs.filter(({ name }) => existsSync(join(store, name, 'DONE'))).length;
}

/** Returns the files of training that differ. */
function compare(path, reference) {
  const names = readdirSync(reference, { recursive: true }).filter((name) => /\.(safetensors|jsonl|png)$|DONE/.test(name));
  return names.filter(
    (name) => !existsSync(join(path, name)) || !readFileSync(join(path, name)).equals(readFileSync(join(reference, name))),
  );
}

function startWorker() {
  const program = `
    import { folderArtefacts, startWorker } from '@neural-em/sweeps/queue';
    const connection = ${JSON.stringify(connection)};
    startWorker({ connection, artefacts: folderArtefacts(${JSON.stringify(store)}), scratch: ${JSON.stringify(folder)}, jobs: 1, lock: 4, keepEvery: 0.5 });
  `;
  return spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'ignore', 'inherit'] });
}

async function startRedis() {
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
  ];
  const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('Ready to accept connections') && resolve());
    child.on('close', (code) => reject(new Error(`redis-server ended with ${code}`)));
  });
  return child;
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGKILL');
  await gone;
}
