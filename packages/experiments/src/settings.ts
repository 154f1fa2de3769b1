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
}

/** Data; the seed of the data is its own, so that runs of other seeds learn from the same images. */
export interface DataSettings {
  readonly kind: string;
  readonly seed: number;
  readonly height: number;
  readonly width: number;
  readonly objects: number;
  readonly size: Readonly<Dataset['size']>;
}

/** A model: algorithm, network and distribution of pixels. */
export interface ModelSettings {
  readonly algorithm: string;
  readonly network: string;
  /** M. */
  readonly thetaSize: number;
  readonly pixels: { readonly kind: string; readonly prior: number };
  /** K. */
  readonly components: number;
  /** E-step temperature. */
  readonly temperature: number;
  /** Floor of the E-step, 1e-6 in the authors' code. */
  readonly floor: number;
  readonly stopGammaGradient: boolean;
}

/** Training (paper section 4 and appendix A). */
export interface TrainingSettings {
  /** EM steps on a static image. */
  readonly emSteps: number;
  readonly noise: { readonly kind: string; readonly probability: number };
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
