import type { Settings } from './table/index.ts';

/** The images or sequences. Their seed is separate, so that runs with other seeds learn from the same images. */
export type DataSettings = Settings['data'];

/** The model: algorithm, network and distribution of pixels. */
export type ModelSettings = Settings['model'];

/** How the model learns (paper section 4 and appendix A). */
export type TrainingSettings = Settings['training'];

/** Optimizer, schedule and seeds of a run, and how its folder is kept. */
export type RunSettings = Settings['run'];

/** How a trained model is scored, and on what. */
export type EvaluationSettings = Settings['evaluation'];

/** Noise on what a model reads. */
export type NoiseSettings = TrainingSettings['noise'];
