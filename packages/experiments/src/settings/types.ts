import type { Settings } from './table/index.ts';

/** What is grouped. The seed of the images is its own, so that runs of other seeds learn from the same images. */
export type DataSettings = Settings['data'];

/** What groups it: algorithm, network and distribution of pixels. */
export type ModelSettings = Settings['model'];

/** How it learns (paper section 4 and appendix A). */
export type TrainingSettings = Settings['training'];

/** What a run is trained by, and how it is kept. */
export type RunSettings = Settings['run'];

/** What a trained model is scored on, and how. */
export type EvaluationSettings = Settings['evaluation'];

/** Noise on what a model reads. */
export type NoiseSettings = TrainingSettings['noise'];
