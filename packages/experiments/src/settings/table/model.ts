import { flag, list, name, number, optional, optionalGroup, overSteps, whole } from '../kinds.ts';

/** What groups it. */
export const modelRows = {
  algorithm: name('N-EM, RNN-EM, or Relational N-EM, whose components look at each other', ['n-em', 'rnn-em', 'r-nem'], {
    fallback: 'rnn-em',
  }),
  network: name(
    'network that encodes and decodes: `dense` takes images of any size, `conv` halves them with each convolution',
    ['dense', 'conv'],
    {
      fallback: 'dense',
      was: [
        ['static-shapes', 'dense'],
        ['flying-shapes', 'conv'],
        ['flying-mnist', 'conv'],
      ],
    },
  ),
  thetaSize: whole('M, numbers that describe an object', { from: 1, fallback: 250 }),
  convolutional: optionalGroup({
    channels: list(
      'channels of the convolutions of the encoder; the decoder has the same in reverse',
      whole('', { from: 1, fallback: 1 }),
      {
        fallback: [32, 64],
      },
    ),
    dense: whole('units of the dense layers beside the recurrent one', { from: 1, fallback: 512 }),
    standardize: flag('whether each residual is brought to zero mean and unit deviation first', { fallback: false }),
  }),
  cell: name('recurrent cell of RNN-EM', ['rnn', 'output-norm-rnn', 'gru', 'lstm', 'layer-norm-lstm'], { fallback: 'rnn' }),
  attention: optional(
    flag('Relational N-EM: whether each effect of a component on another has a weight of its own; true where it is left out', {
      fallback: true,
    }),
  ),
  pixels: {
    kind: name('distribution of a pixel: `bernoulli` for zeros and ones', ['bernoulli', 'gaussian', 'laplace'], { fallback: 'bernoulli' }),
    prior: number('its prior: a probability of Bernoulli pixels, the mean of others', { fallback: 0 }),
    sigma: optional(
      number('standard deviation of Gaussian pixels, or `learned` for one of each pixel and component', {
        above: 0,
        or: 'learned',
        fallback: 1,
      }),
    ),
  },
  components: whole('K, groups that an image is divided into', { from: 1, fallback: 4 }),
  temperature: overSteps(
    number('what the E-step divides log-probabilities by; of Gaussian pixels the square of its standard deviation', {
      above: 0,
      fallback: 1,
    }),
  ),
  floor: overSteps(
    number('what the E-step adds to each probability, as a share of the highest: 1e-6 in the authors’ code', { from: 0, fallback: 0 }),
  ),
  gammaGradient: overSteps(number('share of the gradient through gamma that each EM step lets through', { from: 0, to: 1, fallback: 1 })),
};
