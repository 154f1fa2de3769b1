import type { Schedule } from './types.ts';

/** Returns a schedule that does not change the learning rate. */
export function constant(): Schedule {
  return () => 1;
}
