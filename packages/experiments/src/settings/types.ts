import type { Settings } from './table/index.ts';

/** Settings of the images or sequences. Their seed is separate, so that runs with other seeds learn from the same images. */
export type DataSettings = Settings['data'];

/** Settings of the model: algorithm, network and distribution of pixels. */
export type ModelSettings = Settings['model'];

/** Settings of the training (paper section 4 and appendix A). */
export type TrainingSettings = Settings['training'];

/** Settings of the optimizer, schedule, seeds and folder of a run. */
export type RunSettings = Settings['run'];

/** Settings for scoring a trained model. */
export type EvaluationSettings = Settings['evaluation'];

/** Settings of the noise on the inputs of a model. */
export type NoiseSettings = TrainingSettings['noise'];
