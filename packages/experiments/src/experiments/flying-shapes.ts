import { complete } from '../settings/complete.ts';
import type { Settings } from '../settings/table/index.ts';
import type { Experiment } from './types.ts';

interface Variant {
  readonly experiment: string;
  readonly objects: number;
  readonly components?: number;
  readonly frames?: number;
}

function settingsOf({ experiment, objects, components = objects, frames = 21 }: Variant): Settings {
  return complete({
    experiment,
    data: { kind: 'flying-shapes', objects, frames, velocity: { law: 'whole', speed: 1 } },
    model: {
      network: 'conv',
      thetaSize: 100,
      convolutional: { channels: [32, 64], dense: 512 },
      cell: 'output-norm-rnn',
      components,
      gammaGradient: 0,
    },
    training: { noise: { kind: 'bit-flip', probability: 0.2 } },
  });
}

/**
 * Returns our own settings. Each component searches for a shape and draws one patch of the size of the largest one, and an LSTM remembers
 * which one it is. The inter-cluster term on lit pixels makes one component take two overlapping objects, so its weight is a quarter.
 * Sequences are short until components have separated; then the gradient through gamma teaches them to separate early.
 * Four EM steps on the first frame let them separate before the sequence goes on.
 */
function recommended(objects: number): Settings {
  const { model, training, run, ...paper } = settingsOf({ experiment: `flying-shapes-${objects}-recommended`, objects });
  return {
    ...paper,
    model: {
      ...model,
      network: 'patch',
      convolutional: { channels: [16, 32], dense: 256, standardize: false },
      patch: { rows: 13, columns: 13, background: -4, search: true, motion: false },
      cell: 'layer-norm-lstm',
      gammaGradient: [
        [900, 0],
        [901, 1],
      ],
      gammaGradientNorm: 4,
      firstSteps: [
        [6000, 1],
        [6001, 4],
      ],
    },
    training: {
      ...training,
      emSteps: [
        [600, 8],
        [900, 20],
      ],
      learningRate: 2e-3,
      thetaDropout: [
        [6000, 0.1],
        [6001, 0],
      ],
      litInterWeight: 0.25,
      batchSize: 16,
      maxSteps: 11_000,
      validateEvery: 250,
      validationImages: 256,
      patience: 1000,
    },
    run: { ...run, clipNorm: 4000, onDivergence: 'rollback', schedule: { ...run.schedule, kind: 'cosine', warmUp: 50 } },
  };
}

/**
 * Returns our own settings for five components on three shapes, for weights that `recommended` trained with three. The share rule keeps
 * surplus components from sharing an object, and half the inter-cluster term lets a dark component try an object of its own.
 */
function surplus(): Settings {
  const { model, training, ...others } = recommended(3);
  return {
    ...others,
    experiment: 'flying-shapes-3-k5-recommended',
    model: { ...model, components: 5, gammaGradient: 1, firstSteps: 10 },
    training: {
      ...training,
      emSteps: 20,
      learningRate: 1e-3,
      thetaDropout: 0,
      interWeight: [
        [500, 1],
        [501, 0.5],
      ],
      litInterWeight: 1,
      litSharePower: 12,
      maxSteps: 2000,
    },
  };
}

/**
 * The experiments of paper section 4.2: three, four and five shapes; each also with our own settings, for the recurrent autoencoder, and
 * over a long sequence. Our own settings for more components than shapes come last.
 */
export const flyingShapes: readonly Experiment[] = [
  ...[3, 4, 5].flatMap((objects) => {
    const name = `flying-shapes-${objects}`;
    return [
      {
        description: `${objects} binary shapes in motion: predicts the next frame at each of 20 steps`,
        settings: settingsOf({ experiment: name, objects }),
      },
      {
        description: `${name} with our own network and settings: each component draws one patch, an LSTM, four EM steps on the first frame`,
        settings: recommended(objects),
      },
      {
        description: `the recurrent autoencoder, with which ${name} is compared: one component`,
        settings: settingsOf({ experiment: `${name}-autoencoder`, objects, components: 1 }),
      },
      {
        description: `${name} over 51 frames, for models trained on 21`,
        settings: settingsOf({ experiment: `${name}-long`, objects, frames: 51 }),
      },
    ];
  }),
  {
    description:
      'teaches weights of flying-shapes-3-recommended to use five components: `--from` names them; those that ship are flying-shapes',
    settings: surplus(),
  },
];
