import { constant, cosine, exponential, plateau } from '@neural-em/trainers';
import type { SchedulePart } from './types.ts';

/** Schedules of the learning rate of this package, by name. */
export const schedules = {
  constant: () => constant(),
  cosine: ({ steps, end, warmUp }, total) => cosine({ steps: steps === 'all' ? Math.max(1, total - warmUp) : steps, end }),
  exponential: ({ steps, factor, warmUp }, total) => exponential({ steps: steps === 'all' ? Math.max(1, total - warmUp) : steps, factor }),
  plateau: ({ factor, patience }) => plateau({ factor, patience }),
} satisfies Readonly<Record<string, SchedulePart>>;
