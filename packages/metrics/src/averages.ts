import { MetricInputError } from './errors.ts';

/** The average of the entropies of two labelings that bounds their mutual information. */
export type Average = 'arithmetic' | 'max' | 'min' | 'geometric';

const averages: Readonly<Record<Average, (a: number, b: number) => number>> = {
  arithmetic: (a, b) => (a + b) / 2,
  max: Math.max,
  min: Math.min,
  geometric: (a, b) => Math.sqrt(a * b),
};

export function averageOf(average: Average, a: number, b: number): number {
  if (!Object.hasOwn(averages, average)) {
    throw new MetricInputError(`average must be one of ${Object.keys(averages).join(', ')}, got ${average}`);
  }
  return averages[average](a, b);
}
