import type { Schedule } from './types.ts';

/** The learning rate of the optimizer, from first to last. */
export function constant(): Schedule {
  return () => 1;
}
