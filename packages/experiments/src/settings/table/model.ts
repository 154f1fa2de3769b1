import { flag, list, name, number, optional, optionalGroup, overSteps, whole } from '../kinds.ts';

/** Settings of the model that groups the images. */
export const modelRows = {
  algorithm: name('algorithm: N-EM, RNN-EM, or Relational N-EM, whose components interact', ['n-em', 'rnn-em', 'r-nem'], {
    fallback: 'rnn-em',
  }),
  network: name(
    'network, an encoder and a decoder: `dense` takes images of any size, `conv` halves images with each convolution, and with `patch` each component draws one small picture somewhere in the image',
    ['dense', 'conv', 'patch'],
    {
      fallback: 'dense',
      was: [
        ['static-shapes', 'dense'],
        ['flying-shapes', 'conv'],
        ['flying-mnist', 'conv'],
      ],
    },
  ),
  thetaSize: whole('M, size of the vector that describes an object', { from: 1, fallback: 250 }),
  convolutional: optionalGroup({
    channels: list(
      'number of channels of each convolution of the encoder; the decoder has the same numbers in reverse',
      whole('', { from: 1, fallback: 1 }),
      {
        fallback: [32, 64],
      },
    ),
    dense: whole('number of units of the dense layers before and after the recurrent layer', { from: 1, fallback: 512 }),
    standardize: flag('whether each residual is scaled to zero mean and unit deviation first', { fallback: false }),
  }),
  patch: optionalGroup({
    rows: whole('rows of the picture that a component draws with the network `patch`: those of the largest object', {
      from: 1,
      fallback: 14,
    }),
    columns: whole('columns of that picture', { from: 1, fallback: 14 }),
    background: number('value outside the picture before training: a logit for Bernoulli pixels, a mean for others', { fallback: -4 }),
    search: flag('whether a component also searches the image for an object and looks at it, and not only where it drew before', {
      fallback: false,
    }),
    motion: flag(
      'whether the place of that picture may follow from its place in the step before; otherwise theta names it anew at each step',
      {
        fallback: false,
      },
    ),
  }),
  cell: name('recurrent cell of RNN-EM', ['rnn', 'output-norm-rnn', 'gru', 'lstm', 'layer-norm-lstm'], { fallback: 'rnn' }),
  attention: optional(
    flag('Relational N-EM: whether each effect of a component on another one has its own weight; true by default', {
      fallback: true,
    }),
  ),
  pixels: {
    kind: name(
      'distribution of a pixel: `bernoulli` for zeros and ones; `soft-bernoulli` for numbers from 0 to 1, each the probability of a lit pixel',
      ['bernoulli', 'soft-bernoulli', 'gaussian', 'laplace'],
      { fallback: 'bernoulli' },
    ),
    prior: number('prior of a pixel: a probability for Bernoulli pixels, a mean for others', { fallback: 0 }),
    sigma: optional(
      number('standard deviation of Gaussian pixels; `learned` learns one for each pixel and component', {
        above: 0,
        or: 'learned',
        fallback: 1,
      }),
    ),
  },
  components: whole('K, number of components: groups of an image', { from: 1, fallback: 4 }),
  temperature: overSteps(
    number('number that the E-step divides log-probabilities by; for Gaussian pixels the square of the standard deviation in the E-step', {
      above: 0,
      fallback: 1,
    }),
  ),
  floor: overSteps(
    number('number that the E-step adds to each probability, as a share of the highest probability: 1e-6 in the authors’ code', {
      from: 0,
      fallback: 0,
    }),
  ),
  gammaGradient: overSteps(number('share of the gradient through gamma that each EM step lets through', { from: 0, to: 1, fallback: 1 })),
  gammaGradientNorm: number(
    'largest norm of the gradient of the loss of one image with respect to the gamma of one step; larger ones are scaled down',
    {
      above: 0,
      or: 'none',
      fallback: 'none',
    },
  ),
  firstSteps: overSteps(
    whole('number of EM steps on the first frame of a sequence; those before the last one explain this frame itself', {
      from: 1,
      fallback: 1,
    }),
  ),
};
