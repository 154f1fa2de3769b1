import { count, list, number, oneOf, optional, orNull, record, text } from './schema.ts';
import { scoreNames } from './scores.ts';

// A check for each kind of file of a run. They are strict because a folder may come from anybody and contain anything.

const scores = Object.fromEntries(scoreNames.map((name) => [name, optional(orNull(number))]));
const scoreRow = record({ name: text, ...scores, deviation: optional(record(scores)) });
const stepScore = record({ step: count, mean: number, lower: number, median: number, upper: number });

/** `result.json`. */
export const runResult = record({
  step: count,
  bestStep: orNull(count),
  seconds: number,
  testImages: count,
  restarts: optional(count),
  rows: list(scoreRow),
  steps: optional(list(stepScore)),
});

/** `evaluations/NAME.json`, except its settings, which the table of settings checks. */
export const keptEvaluation = record({
  name: text,
  settings: record({}),
  split: oneOf('training', 'validation', 'test'),
  images: count,
  backend: text,
  row: scoreRow,
  steps: list(stepScore),
  copying: optional(scoreRow),
  command: text,
});

/** The entries of `config.json` besides settings. */
export const configFacts = record({
  backend: optional(record({ name: text, description: text })),
  machine: optional(record({ processor: text, cores: count, memory: text, system: text })),
  versions: optional(record({ nem: text, node: text })),
  from: optional(text),
  begun: optional(text),
});
