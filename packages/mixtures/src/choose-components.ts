import { checkCounts, chosen, refuse } from './errors.ts';
import type { PointsLike } from './points.ts';

/** The part of a mixture that a criterion reads. Every mixture of this package has it. */
export interface Scored {
  bic(points: PointsLike): number;
  aic(points: PointsLike): number;
  icl(points: PointsLike): number;
}

export interface ChooseComponentsOptions<M extends Scored> {
  /** The fewest and the most components to try. */
  readonly from: number;
  readonly to: number;
  /**
   * The criterion: BIC (Bayesian), AIC (Akaike's), or ICL (integrated completed likelihood), which prefers components that do not overlap.
   * Default bic.
   */
  readonly by?: 'bic' | 'aic' | 'icl' | undefined;
  /** Fits a mixture with the given number of components, for example `(components) => gaussianMixture(points, { components, seed: 0 })`. */
  fit(components: number): M;
}

export interface ChosenComponents<M extends Scored> {
  readonly components: number;
  /** The mixture with the smallest score; of equal ones, the first. */
  readonly mixture: M;
  /** The criterion of every number of components that was tried; smaller is better. */
  readonly scores: readonly { readonly components: number; readonly score: number }[];
}

const criteria = { bic: true, aic: true, icl: true };

/**
 * Chooses the number of components of a mixture by a criterion that weighs likelihood against parameters.
 *
 * @throws MixtureInputError for counts that are not in order, another criterion, and as the fits do
 */
export function chooseComponents<M extends Scored>(points: PointsLike, options: ChooseComponentsOptions<M>): ChosenComponents<M> {
  const { from, to, by = 'bic', fit } = options;
  checkCounts({ from, to });
  if (to < from) refuse('to', `be at least from, ${from}`, to);
  chosen('by', criteria, by);
  const tried = Array.from({ length: to - from + 1 }, (_, i) => fit(from + i));
  const scores = tried.map((mixture, i) => ({ components: from + i, score: mixture[by](points) }));
  const { components } = scores.reduce((a, b) => (b.score < a.score ? b : a));
  return { components, mixture: tried[components - from]!, scores };
}
