// Time and memory of one training step of RNN-EM on static shapes (B 64, K 4, 784 pixels, 250 units, 15 steps) on a backend:
//   node --conditions=@neural-em/source --import tsx bench/static-step.ts [backend] [rounds]
import '@neural-em/backend-native';
import '@neural-em/backends';
import { bernoulli, lastStep, rnnEm, unroll, variables } from '@neural-em/core';
import { staticShapesRnnEm } from '@neural-em/networks';
import { adam } from '@neural-em/trainers';
import * as tf from '@tensorflow/tfjs-core';

const [backend = 'native', rounds = '10'] = process.argv.slice(2);
const steps = 15;
const images = 64;
const components = 4;

tf.enableProdMode();
await tf.setBackend(backend);
const model = rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ seed: 'bench' }) });
const weights = variables(model.params);
const optimizer = adam()(weights);
const image = tf.tensor(
  Float32Array.from({ length: images * 784 }, (_, i) => ((i * 2654435761) % 1000 < 160 ? 1 : 0)),
  [images, 1, 784, 1],
);
const gamma = tf.fill([images, components, 784, 1], 1 / components);
const inputs = Array.from({ length: steps }, () => image);

function step(update: number): number {
  const loss = tf.tidy(() => {
    const task = { gamma, inputs, targets: inputs, stepWeights: lastStep(steps) };
    const { value, grads } = tf.variableGrads(() => unroll(model, task).loss.total, weights);
    optimizer.apply(
      weights.map((w) => (grads as tf.NamedTensorMap)[w.name]!),
      update,
    );
    return value;
  });
  const value = loss.dataSync()[0]!;
  loss.dispose();
  return value;
}

const times: number[] = [];
const used: number[] = [];
for (let update = 1; update <= Number(rounds); update++) {
  const start = performance.now();
  const before = process.cpuUsage();
  const loss = step(update);
  times.push(performance.now() - start);
  const { user, system } = process.cpuUsage(before);
  used.push((user + system) / 1000);
  if (update === 1) console.log('first loss', loss);
}
for (const list of [times, used]) list.sort((a, b) => a - b);
const median = (sorted: number[]) => sorted[sorted.length >> 1]!.toFixed(1);
const peak = process.resourceUsage().maxRSS / 1024;
console.log(
  `${backend}: median ${median(times)} ms a step (processor time ${median(used)} ms), fastest ${times[0]!.toFixed(1)} ms, peak ${peak.toFixed(0)} MB`,
);
