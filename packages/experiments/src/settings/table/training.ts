import { choice, derived, name, number, optional, overSteps, whole } from '../kinds.ts';

const isStatic = (settings: Readonly<Record<string, unknown>>) => (settings.data as { readonly frames: number }).frames === 1;

/** Settings of the training (paper section 4 and appendix A). */
export const trainingRows = {
  emSteps: overSteps(
    whole('number of EM steps on an image, or on a sequence: at most its frames less one, or all', {
      from: 1,
      or: 'all',
      fallback: derived('15 on static images, all of sequences', (settings) => (isStatic(settings) ? 15 : 'all')),
      was: [[0, 'all']],
    }),
  ),
  stepWeights: choice('which EM steps count in loss and score', ['last', 'every'], {
    fallback: derived('last on static images, every of sequences', (settings) => (isStatic(settings) ? 'last' : 'every')),
  }),
  lossSteps: whole('number of the last EM steps on a static image that have a loss in training', {
    from: 1,
    or: 'all',
    fallback: 1,
    was: [[0, 'all']],
  }),
  gammaSharpness: number('sharpness of the initial responsibilities: above 1, a pixel begins closer to one component', {
    above: 0,
    fallback: 1,
  }),
  thetaDropout: overSteps(number('share of theta that the decoder does not see in training', { from: 0, below: 1, fallback: 0 })),
  thetaDropoutSteps: whole('number of EM steps on each item in which the dropout on theta falls to 0; with `all` it does not fall', {
    from: 1,
    or: 'all',
    fallback: 'all',
  }),
  ownFrames: overSteps(
    number('share of the sequences that the model goes on with by itself in training, from a random frame on, as in a rollout', {
      from: 0,
      to: 1,
      fallback: 0,
    }),
  ),
  noise: {
    kind: name('noise on the input of the model: `bit-flip` for zeros and ones', ['bit-flip', 'masked-uniform', 'none'], {
      fallback: 'bit-flip',
    }),
    probability: number('probability that a pixel is changed', { from: 0, to: 1, fallback: 0.1 }),
    trainingProbability: optional(
      number('probability that a pixel is changed in training, if it differs from validation and test', { from: 0, to: 1, fallback: 0 }),
    ),
    growSteps: whole('number of training steps in which the probability grows to its full value', { from: 0, fallback: 0 }),
  },
  interWeight: overSteps(number('weight of the inter-cluster term of the loss', { from: 0, fallback: 1 })),
  litInterWeight: overSteps(
    number('weight of the inter-cluster term on lit pixels (x = 1), as a share of its weight on dark pixels', {
      from: 0,
      to: 1,
      fallback: 1,
    }),
  ),
  litSharePower: overSteps(
    number(
      'power p of the share rule: the weight on lit pixels is multiplied by min(1, 2s)^p, where s is the share of what a component draws there that others answer for',
      { from: 0, fallback: 0 },
    ),
  ),
  learningRate: number('learning rate of the optimizer', { above: 0, fallback: 1e-3 }),
  batchSize: whole('number of images in a training step', { from: 1, fallback: 64 }),
  epochs: whole('largest number of passes over the training images', { from: 1, fallback: 500 }),
  maxSteps: whole('largest number of training steps', { from: 1, or: 'none', fallback: 'none', was: [[0, 'none']] }),
  validateEvery: whole('number of training steps between validations', { from: 1, or: 'epoch', fallback: 'epoch', was: [[0, 'epoch']] }),
  patience: whole('number of validations without a lower loss after which training ends', { from: 1, fallback: 10 }),
  weights: choice(
    'which weights a run keeps: those with the lowest validation loss, or the last ones if that loss does not show the purpose of the training',
    ['best', 'last'],
    { fallback: 'best' },
  ),
  validationImages: whole('number of images to validate on, from the first one', { from: 1, fallback: 1000 }),
};
