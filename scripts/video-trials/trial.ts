// Runs one trial on sequences: npx tsx scripts/video-trials/trial.ts FOLDER BASE '{"litInterWeight":0.25}'
// Trains, validates, and writes a row per validation to FOLDER/validation.csv. The same command continues a trial that was interrupted.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBackend } from '@neural-em/backends';
import { bernoulli, gaussian, rnnEm } from '@neural-em/core';
import { type Dataset, flyingMnist, flyingShapes } from '@neural-em/datasets';
import { loadMnist } from '@neural-em/datasets/mnist';
import { adjustedMutualInformation, mean, onForeground, purity } from '@neural-em/metrics';
import { flyingMnistRnnEm, flyingShapesRnnEm, gru, layerNormLstm } from '@neural-em/networks';
import { readPretrained } from '@neural-em/pretrained';
import { adam, alongPoints, bitFlip, createRun, decodeSafetensors, loadWeights, maskedUniform, openRun, train } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import { distinctOwners } from './distinct-owners.ts';
import { type Course, readTrial, type Trial } from './settings.ts';
import { halved, smallShapes } from './stand-ins.ts';

const [folder, base, changes = '{}'] = process.argv.slice(2);
if (!folder || !base) throw new Error('usage: trial.ts FOLDER BASE [CHANGES]');
mkdirSync(folder, { recursive: true });
await chooseBackend({ name: 'native' });

const trial = readTrial(base, changes);
const at = (course: Course) => (typeof course === 'number' ? () => course : alongPoints(course));
const dataset = datasetOf(trial.data);
const isShapes = trial.data.kind === 'flying-shapes';
const { height, width } = trial.data;
const network = (isShapes ? flyingShapesRnnEm : flyingMnistRnnEm)({
  imageShape: [height, width, 1],
  channels: trial.channels,
  dense: trial.dense,
  thetaSize: trial.thetaSize,
  ...(trial.cell ? { cell: { gru, layerNormLstm }[trial.cell] } : {}),
  ...(trial.binary ? { standardizeInput: false } : {}),
  seed: `${trial.seed}/weights`,
});
const modelAt = (step: number) => {
  const share = at(trial.gammaGradient)(step);
  return rnnEm({
    ...network,
    pixels: isShapes || trial.binary ? bernoulli() : gaussian(),
    gammaGradient: share,
    floor: at(trial.floor)(step),
    temperature: at(trial.temperature)(step),
  });
};
const model = modelAt(trial.steps);

const run = await (existsSync(join(folder, 'config.json'))
  ? openRun(folderStorage(folder))
  : createRun(folderStorage(folder), { base, trial }));
if (!run.checkpoint && trial.from) {
  const { weights } = trial.from.endsWith('.safetensors') ? decodeSafetensors(readFileSync(trial.from)) : await readPretrained(trial.from);
  loadWeights(model.params, weights);
}
const csv = join(folder, 'validation.csv');
const columns = [
  'step',
  'cpuSeconds',
  'wallSeconds',
  'loss',
  'ami',
  'last',
  'purity',
  'owners',
  'ownersLast',
  'trainingLoss',
  'gradientNorm',
  'byFrame',
];
if (!run.checkpoint) writeFileSync(csv, `${columns.join(',')}\n`);
const done = readFileSync(csv, 'utf8').trim().split('\n').at(-1)!.split(',');
const [cpuBefore, wallBefore] = run.checkpoint ? [Number(done[1]), Number(done[2])] : [0, 0];
const started = Date.now();

const rate = at(trial.rate);
const reports = train(model, dataset, {
  components: trial.components,
  seed: trial.seed,
  noise: isShapes ? bitFlip(trial.noise) : maskedUniform(trial.noise),
  optimizer: adam({ learningRate: trial.learningRate }),
  schedule: ({ step }) => rate(step),
  at: (step) => ({
    model: modelAt(step),
    interWeight: at(trial.interWeight)(step),
    litInterWeight: at(trial.litInterWeight)(step),
    thetaDropout: at(trial.thetaDropout)(step),
    ...(trial.thetaDropoutSteps === 0 ? {} : { thetaDropoutSteps: Math.round(at(trial.thetaDropoutSteps)(step)) }),
    ...(trial.emSteps === 0 ? {} : { emSteps: Math.round(at(trial.emSteps)(step)) }),
  }),
  interWeight: at(trial.interWeight)(trial.steps),
  litInterWeight: at(trial.litInterWeight)(trial.steps),
  batchSize: trial.batchSize,
  maxSteps: trial.steps,
  validateEvery: trial.validateEvery,
  validationImages: trial.validationImages,
  patience: 1_000_000,
  checkpointEvery: 100,
  onDivergence: 'rollback',
  ...(trial.clipNorm ? { clipNorm: trial.clipNorm } : {}),
  metrics: {
    ami: onForeground((truth, prediction) => adjustedMutualInformation(truth, prediction, { average: 'max' })),
    purity: onForeground(purity),
    owners: onForeground(distinctOwners),
  },
  from: run.checkpoint,
});
let recent: { loss: number; norm: number }[] = [];
for await (const report of reports) {
  await run.record(report);
  if (report.kind === 'step') recent.push({ loss: report.loss, norm: report.gradientNorm });
  if (report.kind === 'diverged') console.log(report.message);
  if (report.kind !== 'validation') continue;
  const { loss, stepScores } = report.validation;
  const perStep = (name: string) => stepScores[name]!.map((scores) => mean(scores));
  const over = (values: number[]) => mean(values);
  const { user, system } = process.cpuUsage();
  const frames = perStep('ami');
  const row = [
    report.step,
    Math.round(cpuBefore + (user + system) / 1e6),
    Math.round(wallBefore + (Date.now() - started) / 1000),
    loss.toFixed(2),
    ...[over(frames), frames.at(-1)!, over(perStep('purity')), over(perStep('owners')), perStep('owners').at(-1)!].map((value) =>
      value.toFixed(4),
    ),
    mean(recent.map((step) => step.loss)).toFixed(1),
    mean(recent.map((step) => step.norm)).toFixed(0),
    frames.map((value) => value.toFixed(3)).join(' '),
  ];
  recent = [];
  appendFileSync(csv, `${row.join(',')}\n`);
  console.log(row.join(' '));
}
await run.finish();

function datasetOf(data: Trial['data']): Dataset {
  const { kind, variants = 0, ownDigits = false, smallDigits = false, smallShapes: small = false, trainingItems = 50_000, ...shape } = data;
  const common = { ...shape, seed: 0, size: { training: trainingItems, validation: 10_000, test: 10_000 } };
  if (kind === 'flying-shapes') return flyingShapes({ ...common, ...(small ? { shapes: smallShapes } : {}) });
  const all = loadMnist();
  const digits = smallDigits ? halved(all) : all;
  const few = variants === 0 ? {} : { variants };
  return flyingMnist({
    ...common,
    ...few,
    digits: ownDigits && variants > 0 ? { ...digits, validation: first(digits.training, variants) } : digits,
  });
}

function first<D extends { images: Uint8Array; labels: Uint8Array; height: number; width: number }>(digits: D, count: number): D {
  return { ...digits, images: digits.images.subarray(0, count * digits.height * digits.width), labels: digits.labels.subarray(0, count) };
}
