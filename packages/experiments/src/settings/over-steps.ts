import { alongPoints } from '@neural-em/trainers';
import type { Points } from './kinds.ts';

/**
 * Returns the value of a setting at a training step, counted from 1 within its stage. Points are joined by straight lines; outside of them
 * the value is constant.
 */
export function valueAt<V extends number | string>(value: V | Points, step: number): V | number {
  return isPoints(value) ? alongPoints(value)(step) : value;
}

/** Returns the last value of a setting, which validation and evaluation use. */
export function lastValue<V extends number | string>(value: V | Points): V | number {
  return isPoints(value) ? value.at(-1)![1] : value;
}

/** Tells whether a setting changes over training steps. */
export function isPoints(value: unknown): value is Points {
  return Array.isArray(value);
}
