/**
 * Times the metrics and scikit-learn in turns within one run, and the scoring of a whole test set.
 *
 *     npx tsx packages/metrics/bench/clustering.ts
 *
 * The environment variable PYTHON names an interpreter that has scikit-learn; default python3.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { adjustedMutualInformation, adjustedRandIndex, onForeground, quantile, scoreImages } from '../src/index.ts';
import { uniforms } from '../src/testing/uniforms.ts';

const metrics = { adjustedMutualInformation, adjustedRandIndex };

const cases: {
  metric: keyof typeof metrics;
  items: number;
  groups: number;
  rounds: number;
  calls: number;
  peerCalls: number;
  bar: number;
}[] = [
  { metric: 'adjustedMutualInformation', items: 784, groups: 4, rounds: 15, calls: 2000, peerCalls: 50, bar: 20 },
  { metric: 'adjustedRandIndex', items: 784, groups: 4, rounds: 15, calls: 2000, peerCalls: 50, bar: 1 },
  { metric: 'adjustedMutualInformation', items: 1e6, groups: 100, rounds: 5, calls: 3, peerCalls: 1, bar: 50 },
  { metric: 'adjustedRandIndex', items: 1e6, groups: 100, rounds: 5, calls: 3, peerCalls: 1, bar: 1 },
];

function startPeer() {
  const script = fileURLToPath(new URL('scikit_learn.py', import.meta.url));
  const peer = spawn(process.env.PYTHON ?? 'python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  return {
    async ask(request: object): Promise<{ seconds: number; value: number }> {
      peer.stdin.write(`${JSON.stringify(request)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the peer ended: does PYTHON name an interpreter with scikit-learn?');
      return JSON.parse(value);
    },
    stop: () => peer.stdin.end(),
  };
}

/** Returns the seconds that one call takes. */
function time(calls: number, call: () => unknown): number {
  const start = performance.now();
  for (let i = 0; i < calls; i++) call();
  return (performance.now() - start) / calls / 1000;
}

const median = (values: number[]) => quantile(values, 0.5);

async function besideScikitLearn(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'metrics-bench-'));
  const peer = startPeer();
  console.log('metric                       items     groups     ours [ms]  scikit-learn [ms]   ratio (rounds)        bar');
  for (const { metric, items, groups, rounds, calls, peerCalls, bar } of cases) {
    const next = uniforms(items);
    const [truth, prediction] = [0, 1].map(() => Int32Array.from({ length: items }, () => Math.floor(groups * next())));
    const files = [truth, prediction].map((labels, i) => {
      const path = join(folder, `${i}.bin`);
      writeFileSync(path, labels!);
      return path;
    });
    const score = () => metrics[metric](truth!, prediction!);
    time(calls, score);
    await peer.ask({ metric, files, calls: 1 });
    const pairs: { ours: number; theirs: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const ours = time(calls, score);
      const { seconds, value } = await peer.ask({ metric, files, calls: peerCalls });
      if (Math.abs(value - score()) > 1e-9) throw new Error(`${metric}: ${score()} here, ${value} in scikit-learn`);
      pairs.push({ ours, theirs: seconds });
    }
    const ratios = pairs.map(({ ours, theirs }) => theirs / ours);
    const [ours, theirs] = [median(pairs.map((pair) => pair.ours)), median(pairs.map((pair) => pair.theirs))];
    console.log(
      `${metric.padEnd(27)} ${String(items).padStart(7)}  ${`${groups} × ${groups}`.padStart(9)}  ${(1e3 * ours).toPrecision(3).padStart(11)}  ${(1e3 * theirs).toPrecision(3).padStart(17)}   ${median(ratios).toFixed(0).padStart(5)}× (${Math.min(...ratios).toFixed(0)}–${Math.max(...ratios).toFixed(0)})   ${`≥ ${bar}×`.padStart(10)}`,
    );
  }
  peer.stop();
  rmSync(folder, { recursive: true });
}

/** Scores 10,000 sequences of 20 frames of 784 pixels in 100 batches: five groups, five components, every pixel scored. */
function wholeTestSet(): void {
  const shape = [20, 100, 784];
  const next = uniforms(1);
  const metric = onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' }));
  let wall = 0;
  let processor = 0;
  let sum = 0;
  for (let batch = 0; batch < 100; batch++) {
    const truth = Uint8Array.from({ length: 20 * 100 * 784 }, () => 1 + Math.floor(5 * next()));
    const prediction = truth.map((label) => (next() < 0.7 ? label - 1 : Math.floor(5 * next())));
    const before = process.cpuUsage();
    wall += time(1, () => {
      for (const score of scoreImages(metric, truth, prediction, shape)) sum += score;
    });
    const { user, system } = process.cpuUsage(before);
    processor += (user + system) / 1e6;
  }
  const seconds = `${processor.toFixed(1)} s of one core, ${wall.toFixed(1)} s on the clock`;
  console.log(
    `a test set of 10,000 × 20 images of 784 pixels, 5 × 5 groups: ${seconds} (bar: 30 s), mean AMI ${(sum / 200_000).toFixed(4)}\n`,
  );
}

wholeTestSet();
await besideScikitLearn();
