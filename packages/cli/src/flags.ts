import { type StageSettings, stageWise } from '@neural-em/experiments';
import { type Command, InvalidArgumentError } from 'commander';

/** Reads a whole number above 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!(Number.isSafeInteger(value) && value > 0)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return value;
}

/** Reads a seed: a whole number, 0 or above. */
export function seedNumber(text: string): number {
  const value = Number(text);
  if (!(Number.isSafeInteger(value) && value >= 0 && text.trim() !== ''))
    throw new InvalidArgumentError('It must be a whole number, 0 or above.');
  return value;
}

/** Reads a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}

/** Collects the values of a flag that may be repeated. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Reads stages, each by the number of digits it trains on, as in `20,500,all`. */
export function stageList(text: string): StageSettings[] {
  const counts = text.split(',').map((part) => (part.trim() === 'all' ? ('all' as const) : Number(part.trim() || Number.NaN)));
  if (!counts.every((count) => count === 'all' || (Number.isSafeInteger(count) && count > 0)))
    throw new InvalidArgumentError('It must be numbers of digits, separated by commas, as in 20,500,all.');
  return stageWise(counts);
}

/** Flags that several commands share. */
export const shared = {
  backend: ['--backend <name>', 'TensorFlow.js backend: native, wasm, cpu, … (the fastest that works)'],
  json: ['--json', 'print one JSON object on standard output, and everything else on standard error'],
  mlflow: ['--mlflow <address>', 'also log runs to an MLflow server, such as http://localhost:5000'],
  wandb: ['--wandb <project>', 'also log runs to Weights & Biases: a project, or entity/project; the key is in WANDB_API_KEY'],
  sweepOut: ['--out <folder>', 'folder of the sweep (runs/NAME)'],
  parts: ['--parts <module>', 'module (.mjs) with parts of your own, which settings may name: models, cells, data, noises'],
} as const;

/** Adds a command to the program. */
export type AddCommand = (program: Command) => void;
