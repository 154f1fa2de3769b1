import type { Points } from './kinds.ts';

/** The value of a setting at a training step, counted from 1 within its stage: a plain one, or linear between points and level outside of them. */
export function valueAt<V extends number | string>(value: V | Points, step: number): V | number {
  if (!isPoints(value)) return value;
  const next = value.findIndex(([at]) => at >= step);
  if (next === -1) return value.at(-1)![1];
  const [to, end] = value[next]!;
  if (next === 0 || to === step) return end;
  const [from, start] = value[next - 1]!;
  return start + ((end - start) * (step - from)) / (to - from);
}

/** The value that a setting ends with: of validation and evaluation. */
export function lastValue<V extends number | string>(value: V | Points): V | number {
  return isPoints(value) ? value.at(-1)![1] : value;
}

/** Whether a setting changes over training steps. */
export function isPoints(value: unknown): value is Points {
  return Array.isArray(value);
}
