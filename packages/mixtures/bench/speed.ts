/**
 * Time beside scikit-learn and OpenCV, one thread each, taken in turns; of several rounds the least, for other work on the machine only ever
 * adds. Processor time, so that waiting for a core does not count. Needs Debian's python3-sklearn and python3-opencv.
 *
 *     npx tsx --conditions=@neural-em/source packages/mixtures/bench/speed.ts
 *
 * ROUNDS=5 is the number of rounds, ONLY=k-means one row of the table, PLAIN=1 does without WebAssembly, PYTHON=/usr/bin/python3 is the
 * interpreter.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { backgroundSubtractor } from '../src/images/index.ts';
import { gaussianMixture, kMeans } from '../src/index.ts';
import { makeFrames, makePoints } from './data.ts';

if (process.env.PLAIN) Reflect.deleteProperty(globalThis, 'WebAssembly');
const rounds = Number(process.env.ROUNDS ?? 5);
const [n, d, K, iterations] = [100_000, 8, 16, 20];
const size = { width: 640, height: 480 };
const points = makePoints({ n, d, K });
const frames = makeFrames({ ...size, count: 40 });

const folder = mkdtempSync(join(tmpdir(), 'mixtures-bench-'));
const files = { points: join(folder, 'points'), frames: join(folder, 'frames') };
writeFileSync(files.points, points);
writeFileSync(files.frames, Buffer.concat(frames));
const script = fileURLToPath(new URL('speed.py', import.meta.url));
const python = spawn(process.env.PYTHON ?? '/usr/bin/python3', [script, files.points, files.frames], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
const answer = async () => String((await answers.next()).value);

/** Seconds of processor time that Python needs for a piece of work. */
async function theirs(work: string): Promise<number> {
  python.stdin.write(`${work}\n`);
  return Number((await answer()).split(' ')[1]);
}

/** The same here. */
function ours(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const means = points.slice(0, K * d);
const identity = new Float64Array(K * d * d).map((_, i) => ((i % (d * d)) % (d + 1) === 0 ? 1 : 0));
const init = { weights: new Float64Array(K).fill(1 / K), means, covariances: identity };
const subtractor = backgroundSubtractor();
const rows: { name: string; work: () => void; beside: string; goal: number; show: (seconds: number) => string }[] = [
  {
    name: 'Gaussian mixture, 100,000 × 8, 16 components, full, 20 iterations',
    work: () => gaussianMixture(points, { components: K, dimensions: d, seed: 0, iterations, tolerance: 0, init }),
    beside: 'mixture',
    goal: 1.5,
    show: (seconds) => `${seconds.toFixed(2)} s`,
  },
  {
    name: 'k-means of the same, 20 iterations',
    work: () => kMeans(points, { clusters: K, dimensions: d, seed: 0, iterations, init: means }),
    beside: 'k-means',
    goal: 1,
    show: (seconds) => `${(1000 * seconds).toFixed(0)} ms`,
  },
  {
    name: 'background subtraction, 640×480 RGB',
    work: () => {
      for (const data of frames) subtractor.apply({ ...size, data });
    },
    beside: 'background',
    goal: 0.5,
    show: (seconds) => `${(frames.length / seconds).toFixed(0)} frames/s`,
  },
];

console.log(
  `${cpus()[0]?.model}, Node ${process.versions.node}; ${await answer()}; least of ${rounds} rounds, processor time, one thread\n`,
);
console.log('| | here | there | times as fast | goal |\n|---|---|---|---|---|');
for (const { name, work, beside, goal, show } of rows) {
  if (process.env.ONLY && process.env.ONLY !== beside) continue;
  const times: { here: number; there: number }[] = [];
  for (let r = 0; r < rounds; r++) times.push({ here: ours(work), there: await theirs(beside) });
  const [here, there] = [Math.min(...times.map((time) => time.here)), Math.min(...times.map((time) => time.there))];
  console.log(`| ${name} | ${show(here)} | ${show(there)} | ${(there / here).toFixed(2)} | ${goal} |`);
}
python.stdin.end();
rmSync(folder, { recursive: true });
