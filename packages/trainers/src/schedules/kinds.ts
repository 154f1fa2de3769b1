import { aFunction, numberIn } from '@neural-em/checks';

/** What a rate is multiplied by. */
export const factor = numberIn({ from: 0, to: 1 });

/** A `Schedule`. */
export const aSchedule = aFunction('a schedule, such as cosine({ steps: 1000 })');
