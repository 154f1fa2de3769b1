/** What a trial may change. */
export interface Trial {
  readonly set: 'color-sprites' | 'textured-digits' | 'bouncing-balls';
  /** Pictures or sequences to train on, to validate with and to score. */
  readonly size: { readonly training: number; readonly validation: number; readonly test: number };
  /** Frames of bouncing balls. */
  readonly frames: number;
  /** M */
  readonly thetaSize: number;
  /** K */
  readonly components: number;
  readonly pixels: 'gaussian' | 'bernoulli';
  /** Of the E-step; of Gaussian pixels the square of its standard deviation. */
  readonly temperature: number;
  readonly floor: number;
  readonly gammaGradient: number;
  /** EM steps of a picture that does not move. */
  readonly emSteps: number;
  readonly thetaDropout: number;
  /** Share of the pixels whose input is replaced, or flipped. */
  readonly noise: number;
  readonly interWeight: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Training steps, over which the learning rate falls along a cosine; 0 scores the weights of `from` alone. */
  readonly steps: number;
  /** A file of weights to begin with; none where it is empty. */
  readonly from: string;
  /** The pictures that are scored at the end. */
  readonly split: 'validation' | 'test';
  readonly validateEvery: number;
  readonly validationImages: number;
  /** Starts of each image in the scores at the end. */
  readonly restarts: readonly number[];
  readonly seed: number;
}

/** Static shapes' recommended settings, with Gaussian pixels, on 3,000 pictures of three coloured sprites. */
export const base: Trial = {
  set: 'color-sprites',
  size: { training: 2400, validation: 300, test: 300 },
  frames: 12,
  thetaSize: 250,
  components: 4,
  pixels: 'gaussian',
  temperature: 0.25 ** 2,
  floor: 0,
  gammaGradient: 0.5,
  emSteps: 20,
  thetaDropout: 0.5,
  noise: 0.1,
  interWeight: 1,
  learningRate: 2e-3,
  batchSize: 16,
  steps: 800,
  from: '',
  split: 'test',
  validateEvery: 200,
  validationImages: 200,
  restarts: [1],
  seed: 1,
};

/** The base with changes, as JSON. */
export function readTrial(changes: string): Trial {
  const given = JSON.parse(changes);
  for (const name of Object.keys(given)) if (!Object.hasOwn(base, name)) throw new Error(`there is no setting ${name}`);
  return { ...base, ...given };
}
