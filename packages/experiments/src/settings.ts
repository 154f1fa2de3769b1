import type { Dataset } from '@neural-em/datasets';

/**
 * Everything an experiment is made of, as plain values: what a run folder keeps, and all that is needed to do it again.
 * `assemble` turns them into a model, data and training options.
 */
export interface ExperimentSettings {
  readonly experiment: string;
  readonly seed: number;
  readonly data: DataSettings;
  readonly model: ModelSettings;
  readonly training: TrainingSettings;
  /** Training in stages, each from the weights of the last one: what each changes of the settings above; none or left out for one go. */
  readonly stages?: readonly StageSettings[];
}

/** Data; the seed of the data is its own, so that runs of other seeds learn from the same images. */
export interface DataSettings {
  readonly kind: string;
  readonly seed: number;
  readonly height: number;
  readonly width: number;
  readonly objects: number;
  /** Frames of an item; 1 for static images. */
  readonly frames: number;
  readonly size: Readonly<Dataset['size']>;
  /** How objects of sequences move, in pixels a frame: not published, and so stated with every result. */
  readonly velocity?: VelocitySettings;
  /** Flying MNIST: the first so many training digits take part; 0 for all. */
  readonly variants?: number;
}

/** `whole`: each axis uniform over −speed … speed; `constant`: that speed in a direction uniform over the circle. */
export interface VelocitySettings {
  readonly law: string;
  readonly speed: number;
}

/** A model: algorithm, network and distribution of pixels. */
export interface ModelSettings {
  readonly algorithm: string;
  readonly network: string;
  /** M. */
  readonly thetaSize: number;
  /** Sizes of a convolutional network. */
  readonly convolutional?: {
    /** Channels of the encoder's convolutions; the decoder has the same in reverse. */
    readonly channels: readonly number[];
    /** Units of the dense layers. */
    readonly dense: number;
  };
  /** Recurrent cell of RNN-EM. */
  readonly cell: string;
  readonly pixels: { readonly kind: string; readonly prior: number };
  /** K. */
  readonly components: number;
  /** E-step temperature; for Gaussian pixels the square of the E-step's standard deviation. */
  readonly temperature: number;
  /** What the E-step adds to each probability, as a share of the highest: 1e-6 in the authors' code. */
  readonly floor: number;
  readonly stopGammaGradient: boolean;
  /** Share of the gradient through gamma that each step lets through where it is not stopped; 1 where it is left out. */
  readonly gammaGradient?: number;
}

/** Training (paper section 4 and appendix A). */
export interface TrainingSettings {
  /** EM steps on a static image; on a sequence at most one a frame but the last, 0 for all of them. */
  readonly emSteps: number;
  /** Steps that weigh in loss and score: `every` or `last`; of a sequence every one, of a static image the last, where it is left out. */
  readonly stepWeights?: string;
  /** Static images: EM steps that have a loss in training, the last so many, 0 for all; 1 where it is left out. */
  readonly lossSteps?: number;
  /** Sharpness of the initial responsibilities; 1 where it is left out. */
  readonly gammaSharpness?: number;
  /** Share of theta that the decoder does not see in training; 0 where it is left out. */
  readonly thetaDropout?: number;
  readonly noise: NoiseSettings;
  readonly interWeight: number;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly epochs: number;
  /** Training steps at most; 0 for as many as the epochs hold. */
  readonly maxSteps: number;
  /** Training steps from one validation to the next; 0 for an epoch. */
  readonly validateEvery: number;
  readonly patience: number;
  readonly validationImages: number;
}

/** Noise of the inputs. */
export interface NoiseSettings {
  readonly kind: string;
  readonly probability: number;
  /** Probability in training, where it is another than in validation and test. */
  readonly trainingProbability?: number;
  /** Training steps over which the probability grows to what it is; 0 or left out for none. */
  readonly growSteps?: number;
}

/** What a stage has of its own. */
export interface StageSettings {
  readonly variants: number;
  readonly learningRate: number;
}
