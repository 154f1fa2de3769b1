import type { Grouped } from './groups.ts';

/** How much worse than the best number of components a smaller one may explain a picture. */
const TOLERANCE = 1.5;

/**
 * The fewest components that explain frames nearly as well as any number that was tried: their unexplained nats are at most one and a half times the smallest. An object without a component of its own
 * costs far more than that; one component too many gains next to nothing.
 *
 * @param tried the same frames, grouped by a rising number of components
 */
export function fewestThatExplain(tried: readonly (readonly Grouped[])[]): readonly Grouped[] {
  const costs = tried.map((frames) => frames.reduce((sum, { cost }) => sum + cost, 0));
  const best = Math.min(...costs);
  return tried[costs.findIndex((cost) => cost <= Math.max(best, 0) * TOLERANCE || cost === best)]!;
}
