/** How a run is trained and kept, beyond what its experiment says. 0 stands for "off" or "all" where that makes sense. */
export interface RunSettings {
  readonly optimizer: {
    /** adam, adam-w, sgd or rms-prop. */
    readonly kind: string;
    /** Of adam-w. */
    readonly weightDecay: number;
    /** Of sgd. */
    readonly momentum: number;
  };
  readonly schedule: {
    /** constant, cosine, exponential or plateau. */
    readonly kind: string;
    /** Steps of a warm-up before it; 0 for none. */
    readonly warmUp: number;
    /** Steps to the lowest rate of cosine, 0 for all there are; steps in which exponential falls by `factor`. */
    readonly steps: number;
    /** What exponential and plateau multiply the rate by. */
    readonly factor: number;
    /** The lowest rate of cosine. */
    readonly end: number;
    /** Validations that plateau waits. */
    readonly patience: number;
  };
  /** Norm that the gradients are clipped to; 0 for none. */
  readonly clipNorm: number;
  /** Images whose gradients are computed at a time; 0 for the whole batch. */
  readonly microBatchSize: number;
  /** Seeds of their own; null for the seed of the run. */
  readonly seeds: {
    readonly initialisation: number | null;
    readonly data: number | null;
    readonly noise: number | null;
    readonly gamma: number | null;
  };
  /** stop, skip or rollback. */
  readonly onDivergence: string;
  /** Steps from one checkpoint to the next. */
  readonly checkpointEvery: number;
  /** Checkpoints that are kept, beside the best. */
  readonly keep: number;
  /** Whether event files for TensorBoard are written. */
  readonly tensorBoard: boolean;
}

/** What a run does unless told otherwise. */
export const runDefaults: RunSettings = {
  optimizer: { kind: 'adam', weightDecay: 0.01, momentum: 0.9 },
  schedule: { kind: 'constant', warmUp: 0, steps: 0, factor: 0.1, end: 0, patience: 5 },
  clipNorm: 0,
  microBatchSize: 0,
  seeds: { initialisation: null, data: null, noise: null, gamma: null },
  onDivergence: 'stop',
  checkpointEvery: 200,
  keep: 3,
  tensorBoard: false,
};
