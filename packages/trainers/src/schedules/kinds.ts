import { aFunction, numberIn } from '@neural-em/checks';

/** A factor of the learning rate. */
export const factor = numberIn({ from: 0, to: 1 });

/** A `Schedule`. */
export const aSchedule = aFunction('a schedule, such as cosine({ steps: 1000 })');
