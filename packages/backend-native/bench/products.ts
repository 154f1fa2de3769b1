// Measures single matrix products at the sizes of a training step, with the right side packed beforehand: GFLOP/s and the share of the peak,
// which is measured in the same run:
//   node packages/backend-native/bench/run.mjs products [threads]   (the packages must be built: npm run build)
import { capture, configureNative } from '@neural-em/backend-native';
import * as tf from '@tensorflow/tfjs-core';
import { measurePeak } from '../../../bench/peak.ts';
import type { NativeBackend } from '../src/backend.ts';

const threads = Number(process.argv[2] ?? 1);
/** [m, n, k, transposeA, transposeB]; the first six are of static shapes, the others of flying shapes at 64 and at 16 sequences. */
const sizes: readonly (readonly [number, number, number, boolean, boolean])[] = [
  [256, 250, 784, false, false],
  [256, 784, 250, false, false],
  [784, 250, 256, true, false],
  [250, 784, 256, true, false],
  [256, 250, 784, false, true],
  [64, 784, 250, false, false],
  [3840, 784, 250, false, false],
  [784, 250, 3840, true, false],
  [192, 3136, 512, false, false],
  [192, 512, 3136, false, true],
  [512, 3136, 192, true, false],
  [48, 3136, 512, false, false],
  [1024, 1024, 1024, false, false],
];

async function main(): Promise<void> {
  tf.enableProdMode();
  await tf.setBackend('native');
  configureNative({ threads });
  const { addon } = tf.backend() as NativeBackend;
  const plain = addon.replay;
  const peak = measurePeak([threads])?.get(threads);
  console.log(`peak ${peak?.toFixed(0)} GFLOP/s on ${threads} thread(s)`);
  for (const [m, n, k, transposeA, transposeB] of sizes) {
    const a = tf.randomNormal(transposeA ? [k, m] : [m, k]);
    const b = tf.randomNormal(transposeB ? [n, k] : [k, n]);
    const product = capture((x, y) => tf.matMul(x as tf.Tensor2D, y as tf.Tensor2D, transposeA, transposeB));
    const flops = 2 * m * n * k;
    let [multiply, pack] = [Number.POSITIVE_INFINITY, 0];
    addon.replay = (recording, arrays) => {
      const times = new Float64Array(addon.describe(recording).steps.length);
      plain(recording, arrays, times);
      if (times.at(-1)! >= multiply) return;
      [multiply, pack] = [times.at(-1)!, times.length > 1 ? times[0]! : 0];
    };
    for (let i = 0; i < Math.max(20, 4e9 / flops); i++) tf.dispose(product(a, b) as tf.Tensor);
    const rate = flops / multiply;
    const share = peak ? `, ${((100 * rate) / peak).toFixed(0)} % of the peak` : '';
    const turned = `${transposeA ? 'Aᵀ' : 'A'}·${transposeB ? 'Bᵀ' : 'B'}`;
    console.log(
      `${m}×${n}×${k} ${turned}: ${rate.toFixed(0)} GFLOP/s${share}; packing would add ${((100 * pack) / multiply).toFixed(0)} %`,
    );
    tf.dispose([a, b]);
  }
}

await main();
