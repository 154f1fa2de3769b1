/**
 * Seconds beside scikit-learn and OpenCV on one thread each, taken in turns: the least of several rounds of each, for a busy machine only
 * ever adds to a time. Needs Debian's python3-sklearn and python3-opencv.
 *
 *     node packages/mixtures/bench/run.mjs
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRandom } from '@neural-em/random';
import { gaussianMixture, kMeans } from '../src/index.ts';

const rounds = Number(process.env.ROUNDS ?? 5);
const [n, d, K, iterations] = [100_000, 8, 16, 20];

/** Points of K Gaussians that overlap some: unit variance, means three times as far apart. */
function makePoints(): Float64Array {
  const random = createRandom(0, 'bench');
  const means = Float64Array.from({ length: K * d }, () => 3 * random.normal());
  const points = new Float64Array(n * d);
  for (let i = 0; i < n; i++) {
    const k = random.integer(K);
    for (let a = 0; a < d; a++) points[i * d + a] = means[k * d + a]! + random.normal();
  }
  return points;
}
const points = makePoints();
const folder = mkdtempSync(join(tmpdir(), 'mixtures-bench-'));
writeFileSync(join(folder, 'points'), points);
writeFileSync(join(folder, 'frames'), new Uint8Array(640 * 480 * 3));
const python = spawn(
  process.env.PYTHON ?? '/usr/bin/python3',
  [new URL('speed.py', import.meta.url).pathname, join(folder, 'points'), join(folder, 'frames')],
  { stdio: ['pipe', 'pipe', 'inherit'] },
);
const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
console.log((await lines.next()).value);
const theirs = async (work: string) => {
  python.stdin.write(`${work}\n`);
  return String((await lines.next()).value)
    .split(' ')
    .map(Number) as [number, number];
};
const identity = new Float64Array(K * d * d).map((_, i) => ((i % (d * d)) % (d + 1) === 0 ? 1 : 0));
const ours: Record<string, () => void> = {
  ...(process.env.ONLY
    ? {}
    : {
        mixture: () => {
          const init = { weights: new Float64Array(K).fill(1 / K), means: points.slice(0, K * d), covariances: identity };
          gaussianMixture(points, { components: K, dimensions: d, seed: 0, iterations, tolerance: 0, init });
        },
      }),
  'k-means': () => {
    kMeans(points, { clusters: K, dimensions: d, seed: 0, iterations, init: points.slice(0, K * d) });
  },
};
for (const [name, work] of Object.entries(ours)) {
  const t: number[][] = [[], [], [], []];
  for (let r = 0; r < rounds; r++) {
    const began = [performance.now(), process.cpuUsage().user + process.cpuUsage().system] as const;
    work();
    t[0]!.push((performance.now() - began[0]) / 1e3);
    t[1]!.push((process.cpuUsage().user + process.cpuUsage().system - began[1]) / 1e6);
    const [wall, cpu] = await theirs(name);
    t[2]!.push(wall);
    t[3]!.push(cpu);
  }
  const [w, c, pw, pc] = t.map((values) => Math.min(...values)) as [number, number, number, number];
  console.log(
    name,
    'ours',
    w.toFixed(3),
    c.toFixed(3),
    'theirs',
    pw.toFixed(3),
    pc.toFixed(3),
    'ratio',
    (pw / w).toFixed(2),
    (pc / c).toFixed(2),
  );
}
python.stdin.end();
rmSync(folder, { recursive: true });
