import type { ExperimentSettings } from '../settings.ts';
import { type Experiment, paperSize, paperTraining } from './types.ts';

const paper: ExperimentSettings = {
  experiment: 'static-shapes',
  seed: 1,
  data: { kind: 'static-shapes', seed: 0, height: 28, width: 28, objects: 3, frames: 1, size: paperSize },
  model: {
    algorithm: 'rnn-em',
    network: 'static-shapes',
    thetaSize: 250,
    cell: 'rnn',
    pixels: { kind: 'bernoulli', prior: 0 },
    components: 4,
    temperature: 1,
    floor: 0,
    stopGammaGradient: false,
    gammaGradient: 1,
  },
  training: {
    ...paperTraining,
    emSteps: 15,
    stepWeights: 'last',
    lossSteps: 1,
    gammaSharpness: 1,
    thetaDropout: 0,
    noise: { kind: 'bit-flip', probability: 0.1, growSteps: 0 },
  },
};

/** What groups best of what was tried, on validation images: dropout on theta, a loss at every EM step, layer norm, small batches. */
const recommended: ExperimentSettings = {
  ...paper,
  experiment: 'static-shapes-recommended',
  model: { ...paper.model, cell: 'output-norm-rnn' },
  training: {
    ...paper.training,
    emSteps: 8,
    lossSteps: 0,
    thetaDropout: 0.5,
    noise: { ...paper.training.noise, trainingProbability: 0.1 },
    learningRate: 2e-3,
    batchSize: 16,
    epochs: 30,
    patience: 30,
  },
};

/** Paper section 4.1, and the same task by settings of our own. */
export const staticShapes: readonly Experiment[] = [
  { description: 'three shapes in a binary image, grouped in 15 EM steps', settings: paper },
  {
    description: 'static-shapes by settings of our own: dropout on theta, layer norm, a loss at each of 8 EM steps, small batches',
    settings: recommended,
  },
];
