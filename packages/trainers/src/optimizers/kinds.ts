import { numberIn, optional } from '@neural-em/checks';

/** A learning rate, or another number that must not be 0. */
export const rate = optional(numberIn({ above: 0 }));

/** The share of a running mean that an update keeps. */
export const decay = optional(numberIn({ from: 0, below: 1 }));
