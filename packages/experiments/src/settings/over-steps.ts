import { alongPoints } from '@neural-em/trainers';
import type { Points } from './kinds.ts';

/** The value of a setting at a training step, counted from 1 within its stage: a plain one, or linear between points and level outside of them. */
export function valueAt<V extends number | string>(value: V | Points, step: number): V | number {
  return isPoints(value) ? alongPoints(value)(step) : value;
}

/** The value that a setting ends with: of validation and evaluation. */
export function lastValue<V extends number | string>(value: V | Points): V | number {
  return isPoints(value) ? value.at(-1)![1] : value;
}

/** Whether a setting changes over training steps. */
export function isPoints(value: unknown): value is Points {
  return Array.isArray(value);
}
