import type { ExperimentSettings, StageSettings } from '../settings.ts';
import { stageWise } from '../stages.ts';
import { type Experiment, paperSize, paperTraining } from './types.ts';

interface Variant {
  readonly experiment: string;
  readonly objects: number;
  readonly frames?: number;
  readonly emSteps?: number;
  readonly stages?: readonly StageSettings[];
}

function settingsOf({ experiment, objects, frames = 21, emSteps = 0, stages = [] }: Variant): ExperimentSettings {
  return {
    experiment,
    seed: 1,
    data: {
      kind: 'flying-mnist',
      seed: 0,
      height: 24,
      width: 24,
      objects,
      frames,
      size: paperSize,
      velocity: { law: 'whole', speed: 1 },
      variants: 0,
    },
    model: {
      algorithm: 'rnn-em',
      network: 'flying-mnist',
      thetaSize: 250,
      convolutional: { channels: [32, 64, 128], dense: 512 },
      cell: 'output-norm-rnn',
      pixels: { kind: 'gaussian', prior: 0 },
      components: objects,
      temperature: 0.25 ** 2,
      floor: 0,
      stopGammaGradient: true,
    },
    training: {
      ...paperTraining,
      emSteps,
      stepWeights: 'every',
      noise: { kind: 'masked-uniform', probability: 0.2 },
      interWeight: 0.2,
      learningRate: 5e-4,
    },
    stages,
  };
}

/** Paper section 4.3. */
export const flyingMnist: readonly Experiment[] = [
  {
    description: 'two grey digits in motion, the next frame predicted at each of 20',
    settings: settingsOf({ experiment: 'flying-mnist-2', objects: 2 }),
  },
  {
    description: 'flying-mnist-2 in three stages: 20 different digits, 500, all',
    settings: settingsOf({
      experiment: 'flying-mnist-2-stages',
      objects: 2,
      stages: stageWise([20, 500, 0]),
    }),
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
    description: 'two digits at rest, 50 EM steps that all weigh, for models trained on sequences',
    settings: settingsOf({ experiment: 'static-mnist-2', objects: 2, frames: 1, emSteps: 50 }),
  },
];
