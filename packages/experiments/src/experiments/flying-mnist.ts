import { complete } from '../settings/complete.ts';
import type { Settings, StageSettings } from '../settings/table/index.ts';
import { stageWise } from '../stages.ts';
import type { Experiment } from './types.ts';

interface Variant {
  readonly experiment: string;
  readonly objects: number;
  readonly frames?: number;
  readonly emSteps?: number | 'all';
  readonly stages?: readonly StageSettings[];
}

function settingsOf({ experiment, objects, frames = 21, emSteps = 'all', stages = [] }: Variant): Settings {
  return complete({
    experiment,
    data: { kind: 'flying-digits', height: 24, width: 24, objects, frames, velocity: { law: 'whole', speed: 1 }, variants: 'all' },
    model: {
      network: 'conv',
      convolutional: { channels: [32, 64, 128], dense: 512, standardize: true },
      cell: 'output-norm-rnn',
      pixels: { kind: 'gaussian' },
      components: objects,
      temperature: 0.25 ** 2,
      gammaGradient: 0,
    },
    training: {
      emSteps,
      stepWeights: 'every',
      noise: { kind: 'masked-uniform', probability: 0.2 },
      interWeight: 0.2,
      learningRate: 5e-4,
    },
    stages,
  });
}

/**
 * Returns our own settings. Each component searches for a digit and draws one patch of its size, and an LSTM remembers what it looks like. A
 * grey value is the probability of a lit pixel; an E-step that is sharper than this distribution parts components that draw the same blur.
 * The inter-cluster term on lit pixels has a quarter of its weight, so that crossing digits may both draw a pixel.
 */
function recommended(objects: number): Settings {
  const { model, training, run, ...paper } = settingsOf({ experiment: `flying-mnist-${objects}-recommended`, objects });
  return {
    ...paper,
    model: {
      ...model,
      network: 'patch',
      thetaSize: 128,
      convolutional: { channels: [16, 32, 64], dense: 256, standardize: false },
      patch: { rows: 14, columns: 14, background: -4, search: true, motion: false },
      cell: 'layer-norm-lstm',
      pixels: { kind: 'soft-bernoulli', prior: 0 },
      temperature: 0.5,
      gammaGradient: [
        [1500, 0],
        [1501, 1],
      ],
      gammaGradientNorm: 4,
      firstSteps: [
        [4000, 1],
        [4001, 4],
      ],
    },
    training: {
      ...training,
      emSteps: [
        [1000, 8],
        [1500, 20],
      ],
      learningRate: 2e-3,
      interWeight: 1,
      litInterWeight: 0.25,
      thetaDropout: [
        [4000, 0.3],
        [4001, 0.1],
        [12_000, 0.1],
        [12_001, 0],
      ],
      batchSize: 16,
      maxSteps: 30_000,
      validateEvery: 250,
      validationImages: 256,
      patience: 1000,
    },
    run: { ...run, clipNorm: 1500, onDivergence: 'rollback', schedule: { ...run.schedule, kind: 'cosine', warmUp: 50 } },
  };
}

/**
 * Returns our own settings in stages. With few different digits, components learn within a few thousand steps to hold one digit each, and keep
 * this habit on all digits. Each stage repeats the schedules from their first step.
 */
function recommendedInStages(objects: number): Settings {
  const settings = recommended(objects);
  return {
    ...settings,
    experiment: `flying-mnist-${objects}-stages-recommended`,
    model: {
      ...settings.model,
      gammaGradient: [
        [1000, 0],
        [1001, 1],
      ],
      firstSteps: [
        [3500, 1],
        [3501, 10],
      ],
    },
    training: {
      ...settings.training,
      emSteps: [
        [600, 8],
        [1000, 20],
      ],
      thetaDropout: [
        [3500, 0.3],
        [3501, 0.1],
        [5500, 0.1],
        [5501, 0],
      ],
      maxSteps: 8000,
    },
    stages: stageWise([20, 500, 'all']).map((stage) => ({ ...stage, learningRate: settings.training.learningRate })),
  };
}

/** Paper section 4.3, and two digits with our own settings. */
export const flyingMnist: readonly Experiment[] = [
  {
    description: 'two grey digits in motion: predicts the next frame at each of 20 steps',
    settings: settingsOf({ experiment: 'flying-mnist-2', objects: 2 }),
  },
  {
    description:
      'flying-mnist-2 with our own network and settings: each component draws one patch, an LSTM, four EM steps on the first frame',
    settings: recommended(2),
  },
  {
    description: 'flying-mnist-2 trained in three stages: on 20 different digits, 500, all',
    settings: settingsOf({ experiment: 'flying-mnist-2-stages', objects: 2, stages: stageWise([20, 500, 'all']) }),
  },
  {
    description:
      'flying-mnist-2-stages with our own network and settings: patches, an LSTM, from the middle of each stage on ten EM steps on the first frame',
    settings: recommendedInStages(2),
  },
  {
    description: 'three digits, for models trained on two',
    settings: settingsOf({ experiment: 'flying-mnist-3', objects: 3 }),
  },
  {
    description: 'flying-mnist-2 over 51 frames, for models trained on 21',
    settings: settingsOf({ experiment: 'flying-mnist-2-long', objects: 2, frames: 51 }),
  },
  {
    description: 'two digits at rest, scored at each of 50 EM steps, for models trained on sequences',
    settings: settingsOf({ experiment: 'static-mnist-2', objects: 2, frames: 1, emSteps: 50 }),
  },
];
