import type { Grouped } from './groups.ts';

/** A number of components is good enough if it leaves at most this many times as much unexplained as the best number does. */
const TOLERANCE = 1.5;

/**
 * Returns the frames as grouped by the smallest number of components that explains them nearly as well as the best number: it leaves at
 * most one and a half times as many nats unexplained. A missing component costs far more than that, because one object then has no
 * component of its own; one component too many gains next to nothing.
 *
 * @param tried the same frames, grouped by a rising number of components
 */
export function fewestThatExplain(tried: readonly (readonly Grouped[])[]): readonly Grouped[] {
  const costs = tried.map((frames) => frames.reduce((sum, { cost }) => sum + cost, 0));
  const best = Math.min(...costs);
  return tried[costs.findIndex((cost) => cost <= Math.max(best, 0) * TOLERANCE || cost === best)]!;
}
