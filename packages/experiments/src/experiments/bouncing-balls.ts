import { complete } from '../settings/complete.ts';
import type { Partly } from '../settings/setting.ts';
import type { Settings } from '../settings/table/index.ts';
import type { Experiment } from './types.ts';

/** The networks of Relational N-EM, over 30 steps; each step explains the next frame. */
const paper = {
  data: { kind: 'bouncing-balls', height: 64, width: 64, frames: 31 },
  model: {
    algorithm: 'r-nem',
    network: 'conv',
    thetaSize: 250,
    convolutional: { channels: [16, 32, 64], dense: 512 },
    cell: 'output-norm-rnn',
    components: 5,
    gammaGradient: 0,
  },
  training: { noise: { kind: 'bit-flip', probability: 0.2 } },
} satisfies Partly<Settings>;

/**
 * The same experiment in half the size, for a CPU: balls and speeds in proportion, networks of a quarter of the width. Sequences
 * are short until components have separated. Many small steps with a falling rate learn more in the same time than few large ones.
 */
const small = {
  data: { ...paper.data, height: 32, width: 32, frames: 21 },
  model: { ...paper.model, thetaSize: 100, convolutional: { channels: [8, 16, 32], dense: 128 } },
  training: {
    ...paper.training,
    emSteps: [
      [400, 8],
      [500, 12],
      [1500, 12],
      [1900, 20],
    ],
    learningRate: 2e-3,
    batchSize: 8,
    maxSteps: 2500,
    validateEvery: 250,
    validationImages: 100,
    patience: 20,
  },
  run: { schedule: { kind: 'cosine', warmUp: 50 } },
} satisfies Partly<Settings>;

/**
 * Our own settings for balls in half the size: each component draws one patch of the size of the largest ball. Components separate on short
 * sequences, before the gradient through gamma is let through.
 */
const recommended = {
  ...small,
  model: {
    ...small.model,
    network: 'patch',
    convolutional: { channels: [16, 32], dense: 128 },
    patch: { rows: 9, columns: 9, background: -4 },
    gammaGradient: [
      [600, 0],
      [601, 1],
    ],
    gammaGradientNorm: 4,
    firstSteps: [
      [1000, 1],
      [1001, 3],
    ],
  },
  training: {
    ...small.training,
    emSteps: [
      [400, 8],
      [600, 20],
    ],
    thetaDropout: 0.1,
    litInterWeight: 0.25,
    batchSize: 16,
    maxSteps: 2000,
    patience: 1000,
  },
  run: { clipNorm: 3000, onDivergence: 'rollback', schedule: { kind: 'cosine', warmUp: 50, end: 0.3 } },
} satisfies Partly<Settings>;

/**
 * Continues `recommended`: patches get a velocity, and four of five training sequences go on with the model's own frames. Little noise is
 * left on true frames: enough for the model to tell them from its own ones.
 */
const rollout = {
  ...recommended,
  model: { ...recommended.model, patch: { ...recommended.model.patch, motion: true }, gammaGradient: 0, firstSteps: 3 },
  training: {
    ...recommended.training,
    emSteps: 'all',
    noise: { kind: 'bit-flip', probability: 0.05 },
    ownFrames: 0.8,
    thetaDropout: 0,
    learningRate: 5e-4,
    weights: 'last',
    maxSteps: 6000,
  },
  run: { ...recommended.run, schedule: { kind: 'cosine', warmUp: 50 } },
} satisfies Partly<Settings>;

type Balls = typeof paper | typeof small | typeof recommended | typeof rollout;

const experiment = (experiment: string, { data, model, ...others }: Balls, own: Partly<Settings['data']>, components = model.components) =>
  complete({ experiment, data: { ...data, ...own }, model: { ...model, components }, ...others });

/**
 * The experiments of Relational N-EM (van Steenkiste and others 2018): training on four balls, scoring on six to eight, and three balls
 * with a curtain.
 */
export const bouncingBalls: readonly Experiment[] = [
  {
    description: 'four bouncing balls, light or heavy: predicts the next frame at each of 30 steps, by components that interact',
    settings: experiment('balls4mass', paper, { objects: 4 }),
  },
  {
    description: 'six to eight balls, for models trained on balls4mass',
    settings: experiment('balls678mass', paper, { objects: 8, leastObjects: 6 }, 8),
  },
  {
    description: 'three equal balls that fly behind an invisible curtain and out again',
    settings: experiment('balls3curtain', paper, { kind: 'curtained-balls', objects: 3 }),
  },
  {
    description:
      'balls4mass in half the size, which trains on one core within an hour: 32×32 pixels, 20 predicted frames, smaller networks',
    settings: experiment('balls4mass-small', small, { objects: 4 }),
  },
  {
    description: 'balls4mass-small with our own network and settings: each component draws one patch',
    settings: experiment('balls4mass-recommended', recommended, { objects: 4 }),
  },
  {
    description:
      'teaches a model of balls4mass-recommended to go on by itself: `--from` names its run; patches get a velocity, and most sequences go on with own frames',
    settings: experiment('balls4mass-rollout', rollout, { objects: 4 }),
  },
  {
    description: 'six to eight balls in half the size, for models trained on balls4mass-small',
    settings: experiment('balls678mass-small', small, { objects: 8, leastObjects: 6 }, 8),
  },
];
