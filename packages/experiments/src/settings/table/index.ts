import { number, text, whole } from '../kinds.ts';
import type { Setting, SettingsOf } from '../setting.ts';
import { dataRows } from './data.ts';
import { evaluationRows } from './evaluation.ts';
import { modelRows } from './model.ts';
import { runRows } from './run.ts';
import { trainingRows } from './training.ts';

/** The settings that differ between stages. */
export interface StageSettings {
  /** Number of training digits that are used, from the first one. */
  readonly variants: number | 'all';
  readonly learningRate: number;
}

const { variants } = dataRows;
const rate = number('', { above: 0, fallback: 1e-3 });

const stages: Setting<readonly StageSettings[]> = {
  text: 'stages of training; each begins with the weights of the stage before and uses the number of training digits that it names; an empty list means a training without stages',
  kind: 'a list of values, each { variants, learningRate }',
  words: [],
  accepts: (value): value is readonly StageSettings[] =>
    Array.isArray(value) &&
    value.every(
      (stage) =>
        typeof stage === 'object' &&
        stage !== null &&
        Object.keys(stage).sort().join() === 'learningRate,variants' &&
        variants.accepts(stage.variants) &&
        rate.accepts(stage.learningRate),
    ),
  fallback: [],
};

/** Every setting of a run, by its path. Types, checks, messages, completion and documentation are made from this table. */
export const table = {
  experiment: text('name of the experiment', { fallback: 'own' }),
  seed: whole('seed of weights, noise and order', { from: 0, fallback: 1 }),
  data: dataRows,
  model: modelRows,
  training: trainingRows,
  run: runRows,
  evaluation: evaluationRows,
  stages,
};

/** Every setting of a run as plain values. A run folder stores them, and they are enough to repeat the run. */
export type Settings = SettingsOf<typeof table>;
