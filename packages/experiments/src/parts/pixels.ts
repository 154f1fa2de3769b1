import { bernoulli, gaussian, laplace } from '@neural-em/core';
import type { PixelsPart } from './types.ts';

/** Distributions of pixels of this package, by name. */
export const pixels = {
  bernoulli: { binary: true, make: ({ prior }) => bernoulli({ prior }) },
  'soft-bernoulli': { binary: false, make: ({ prior }) => bernoulli({ prior }) },
  gaussian: { binary: false, make: ({ prior, sigma = 1 }) => gaussian({ priorMean: prior, sigma }) },
  laplace: { binary: false, make: ({ prior }) => laplace({ priorMean: prior }) },
} satisfies Readonly<Record<string, PixelsPart>>;
