import { complete } from '../settings/complete.ts';
import type { Experiment } from './types.ts';

const paper = complete({
  experiment: 'static-shapes',
  data: { kind: 'still-shapes' },
  model: { network: 'dense', cell: 'rnn', components: 4 },
  training: { emSteps: 15 },
});

/** The settings with the best score on validation images of all that were tried. */
const recommended = complete({
  ...paper,
  experiment: 'static-shapes-recommended',
  model: { ...paper.model, cell: 'output-norm-rnn', gammaGradient: 0.5 },
  training: {
    ...paper.training,
    emSteps: 20,
    lossSteps: 'all',
    thetaDropout: 0.5,
    noise: { ...paper.training.noise, trainingProbability: 0.1 },
    learningRate: 2e-3,
    batchSize: 16,
    // More training lowers the loss and the score: components begin to hold two overlapping objects.
    epochs: 2,
  },
});

/** Paper section 4.1, and the same task with settings of our own. */
export const staticShapes: readonly Experiment[] = [
  { description: 'three shapes in a binary image, grouped in 15 EM steps', settings: paper },
  {
    description:
      'static-shapes by settings of our own: a loss at each of 20 EM steps, half the gradient through gamma, dropout on theta, layer norm, small batches',
    settings: recommended,
  },
];
