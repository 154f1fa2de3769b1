/**
 * Measures how fast shapes are generated, compared with a straightforward NumPy generator: rounds of both alternate, and medians count.
 * Run after a build, with a Python that has NumPy: `npx tsx packages/datasets/bench/generation.ts [rounds] [python]`.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  batches,
  bouncingBalls,
  colorSprites,
  type Dataset,
  flyingMnist,
  flyingShapes,
  staticShapes,
  texturedDigits,
} from '@neural-em/datasets';
import { loadMnist } from '@neural-em/datasets/mnist';

const [rounds = '5', python = 'python3'] = process.argv.slice(2);
const IMAGES = 50_000;
const SEQUENCES = 10_000;
/** NumPy makes a tenth of the sequences; its time is proportional to their number. */
const SHARE = 10;

function secondsOf(dataset: Dataset, limit: number): number {
  const start = performance.now();
  let items = 0;
  for (const batch of batches(dataset, 'training', { batchSize: 64, limit })) items += batch.shape[1];
  if (items !== limit) throw new Error(`${items} items instead of ${limit}`);
  return (performance.now() - start) / 1000;
}

function numpySeconds(): number[] {
  const script = fileURLToPath(new URL('generation.py', import.meta.url));
  const { stdout, stderr, status } = spawnSync(python, [script, `${IMAGES}`, `${SEQUENCES / SHARE}`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${python} failed: ${stderr}`);
  const [images = 0, sequences = 0] = stdout.trim().split('\n').map(Number);
  return [images, sequences * SHARE];
}

const median = (values: number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;
const times: Record<string, number[]> = { images: [], sequences: [], 'images, NumPy': [], 'sequences, NumPy': [] };
for (let round = 0; round < Number(rounds); round++) {
  times.images!.push(secondsOf(staticShapes({ seed: round }), IMAGES));
  times.sequences!.push(secondsOf(flyingShapes({ seed: round }), SEQUENCES));
  const [images = 0, sequences = 0] = numpySeconds();
  times['images, NumPy']!.push(images);
  times['sequences, NumPy']!.push(sequences);
}
for (const [what, seconds] of Object.entries(times)) {
  console.log(
    `${what}: median ${median(seconds).toFixed(3)} s, from ${Math.min(...seconds).toFixed(3)} to ${Math.max(...seconds).toFixed(3)}`,
  );
}
const factor = (what: string) => median(times[`${what}, NumPy`]!) / median(times[what]!);
console.log(`50,000 static images: ${factor('images').toFixed(1)}× faster than NumPy (asked: 10×)`);
console.log(
  `10,000 flying sequences of 21 frames: ${median(times.sequences!).toFixed(2)} s (asked: under 10 s), ${factor('sequences').toFixed(1)}× faster than NumPy`,
);

const digits = loadMnist();
const others = [
  flyingMnist({ seed: 1, digits }),
  bouncingBalls({ seed: 1 }),
  colorSprites({ seed: 1 }),
  texturedDigits({ seed: 1, digits }),
];
for (const dataset of [staticShapes({ seed: 1 }), flyingShapes({ seed: 1 }), ...others]) {
  const seconds = Array.from({ length: Number(rounds) }, () => secondsOf(dataset, 640));
  const rate = 640 / median(seconds);
  console.log(
    `${dataset.name}: ${((64 / rate) * 1000).toFixed(1)} ms for a batch of 64 (${dataset.frames} frames), ${rate.toFixed(0)} items a second`,
  );
}
