import { RunDataError } from '../errors.ts';
import { isRecord } from '../is-record.ts';
import type { TrainState } from '../state.ts';

const nullOr = (is: (value: unknown) => boolean) => (value: unknown) => value === null || is(value);
const isNumber = (value: unknown) => typeof value === 'number' && Number.isFinite(value);
const oneOf = (names: readonly string[]) => (value: unknown) => typeof value === 'string' && names.includes(value);
const listOf = (is: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);
const isValidation = (value: unknown) =>
  isRecord(value) && isCount(value.step) && nullOr(isNumber)(value.loss) && nullOr(isNumber)(value.score);

const checks: Readonly<Record<keyof TrainState, (value: unknown) => boolean>> = {
  stage: isCount,
  stageStart: isCount,
  step: isCount,
  updates: isCount,
  epoch: isCount,
  batch: isCount,
  skips: isCount,
  rollbacks: isCount,
  history: listOf(isValidation),
  bestStep: nullOr(isCount),
  warned: listOf(oneOf(['one-component', 'uniform', 'score-falls'])),
  ended: nullOr(oneOf(['steps', 'patience', 'stopped'])),
};

/** Returns the state in a file after checking each entry; throws a `RunDataError` that names the first wrong one. */
export function readState(name: string, value: unknown): TrainState {
  if (!isState(name, value)) throw new RunDataError(`${name}: state must be an object, not ${JSON.stringify(value)}`);
  return value;
}

function isState(name: string, value: unknown): value is TrainState {
  if (!isRecord(value)) return false;
  for (const [entry, isRight] of Object.entries(checks))
    if (!isRight(value[entry])) throw new RunDataError(`${name}: state.${entry} cannot be ${JSON.stringify(value[entry])}`);
  return true;
}

export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
