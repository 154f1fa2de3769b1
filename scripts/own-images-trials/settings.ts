/** The settings that a trial may change. */
export interface Trial {
  readonly set: 'color-sprites' | 'textured-digits' | 'bouncing-balls';
  /** Numbers of pictures or sequences to train on, to validate with and to score. */
  readonly size: { readonly training: number; readonly validation: number; readonly test: number };
  /** Number of frames of bouncing balls. */
  readonly frames: number;
  /** M */
  readonly thetaSize: number;
  /** K */
  readonly components: number;
  readonly pixels: 'gaussian' | 'bernoulli';
  /** Temperature of the E-step; for Gaussian pixels, it is the variance that the E-step assumes. */
  readonly temperature: number;
  readonly floor: number;
  readonly gammaGradient: number;
  /** Number of EM steps on a still picture. */
  readonly emSteps: number;
  readonly thetaDropout: number;
  /** Share of the input pixels that are replaced or flipped. */
  readonly noise: number;
  readonly interWeight: number;
  readonly learningRate: number;
  readonly batchSize: number;
  /** Number of training steps, over which the learning rate falls along a cosine; with 0, the weights of `from` are only scored. */
  readonly steps: number;
  /** A file with the initial weights; empty for random weights. */
  readonly from: string;
  /** The split that is scored at the end. */
  readonly split: 'validation' | 'test';
  readonly validateEvery: number;
  readonly validationImages: number;
  /** Numbers of starts of each image in the final scores. */
  readonly restarts: readonly number[];
  readonly seed: number;
}

/** The recommended settings of static shapes, but with Gaussian pixels, on 3,000 pictures of three coloured sprites. */
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

/** Returns the base with changes, which are given as JSON. */
export function readTrial(changes: string): Trial {
  const given = JSON.parse(changes);
  for (const name of Object.keys(given)) if (!Object.hasOwn(base, name)) throw new Error(`there is no setting ${name}`);
  return { ...base, ...given };
}
