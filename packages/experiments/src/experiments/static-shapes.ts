import { type Experiment, paperSize, paperTraining } from './types.ts';

/** Paper section 4.1. */
export const staticShapes: readonly Experiment[] = [
  {
    description: 'three shapes in a binary image, grouped in 15 EM steps',
    settings: {
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
      },
      training: {
        ...paperTraining,
        emSteps: 15,
        stepWeights: 'last',
        lossSteps: 1,
        gammaSharpness: 1,
        noise: { kind: 'bit-flip', probability: 0.1, growSteps: 0 },
      },
    },
  },
];
