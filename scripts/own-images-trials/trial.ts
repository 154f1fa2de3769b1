// Runs one trial on your own pictures: npx tsx scripts/own-images-trials/trial.ts '{"temperature":0.03}' [ROWS.jsonl] [WEIGHTS.safetensors]
// Trains, validates, scores the last weights and k-means, prints a row of JSON, and appends the row to ROWS.jsonl.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { chooseBackend } from '@neural-em/backends';
import { bernoulli, gaussian, lastStep, rnnEm } from '@neural-em/core';
import { batches, bouncingBalls, colorSprites, type Dataset, texturedDigits } from '@neural-em/datasets';
import { loadMnist } from '@neural-em/datasets/mnist';
import { adjustedMutualInformation, adjustedRandIndex, mean, onForeground, purity } from '@neural-em/metrics';
import { outputNormRnn, staticShapesRnnEm } from '@neural-em/networks';
import { baselines, scoreBaseline } from '@neural-em/runs';
import {
  adam,
  bitFlip,
  cosine,
  decodeSafetensors,
  encodeSafetensors,
  evaluate,
  loadWeights,
  maskedUniform,
  saveWeights,
  train,
} from '@neural-em/trainers';
import { readTrial, type Trial } from './settings.ts';

const [changes = '{}', rows, weights] = process.argv.slice(2);
const trial = readTrial(changes);
await chooseBackend({ name: 'native' });

const open: Readonly<Record<Trial['set'], () => Dataset>> = {
  'color-sprites': () => colorSprites({ seed: 0, size: trial.size }),
  'textured-digits': () => texturedDigits({ seed: 0, digits: loadMnist(), size: trial.size }),
  'bouncing-balls': () => bouncingBalls({ seed: 0, frames: trial.frames, size: trial.size }),
};
const dataset = open[trial.set]();
const isStatic = dataset.frames === 1;
const [height, width, channels] = dataset.imageShape;
const model = rnnEm({
  pixels: trial.pixels === 'bernoulli' ? bernoulli() : gaussian(),
  temperature: trial.temperature,
  floor: trial.floor,
  gammaGradient: trial.gammaGradient,
  ...staticShapesRnnEm({
    etaShape: [height * width, channels],
    thetaSize: trial.thetaSize,
    cell: outputNormRnn,
    seed: `${trial.seed}/weights`,
  }),
});
const options = {
  components: trial.components,
  seed: trial.seed,
  noise: (trial.pixels === 'bernoulli' ? bitFlip : maskedUniform)(trial.noise),
  interWeight: trial.interWeight,
  metrics: {
    ami: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' })),
    ari: onForeground(adjustedRandIndex),
    purity: onForeground(purity),
  },
  ...(isStatic ? { emSteps: trial.emSteps, stepWeights: lastStep } : {}),
};
const scoresOf = ({ loss, scores }: Awaited<ReturnType<typeof evaluate>>) =>
  Object.fromEntries(
    Object.entries({ loss, ...Object.fromEntries(Object.entries(scores).map(([name, of]) => [name, mean(of)])) }).map(([name, value]) => [
      name,
      Number(value.toFixed(4)),
    ]),
  );
const cpuSeconds = () => Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e6);

if (trial.from) loadWeights(model.params, decodeSafetensors(readFileSync(trial.from)).weights);
const training = (): ReturnType<typeof train> =>
  train(model, dataset, {
    ...options,
    ...(isStatic ? { lossSteps: trial.emSteps } : {}),
    thetaDropout: trial.thetaDropout,
    optimizer: adam({ learningRate: trial.learningRate }),
    schedule: cosine({ steps: trial.steps }),
    batchSize: trial.batchSize,
    maxSteps: trial.steps,
    validateEvery: trial.validateEvery,
    validationImages: trial.validationImages,
    patience: trial.steps,
  });
const validations: object[] = [];
let last = await saveWeights(model.params);
for await (const report of trial.steps > 0 ? training() : []) {
  if (report.kind === 'checkpoint') last = report.checkpoint.weights;
  if (report.kind !== 'validation') continue;
  validations.push({ step: report.step, cpuSeconds: cpuSeconds(), ...scoresOf(report.validation) });
  console.error(JSON.stringify(validations.at(-1)));
}
loadWeights(model.params, last);
if (weights) writeFileSync(weights, encodeSafetensors(last));
const scores: Record<string, object> = {};
for (const restarts of trial.restarts)
  scores[`${restarts} start${restarts > 1 ? 's' : ''}`] = scoresOf(
    await evaluate(model, batches(dataset, trial.split, { batchSize: 50 }), { ...options, restarts }),
  );
const kMeans = mean(
  scoreBaseline(baselines['k-means on coordinates'], {
    dataset,
    split: trial.split,
    images: trial.size[trial.split],
    steps: dataset.frames - 1,
  }).amiMax,
);
const row = JSON.stringify({
  changes: JSON.parse(changes),
  cpuSeconds: cpuSeconds(),
  validations,
  scores,
  kMeans: Number(kMeans.toFixed(4)),
});
console.log(row);
if (rows) appendFileSync(rows, `${row}\n`);
process.exit(0);
