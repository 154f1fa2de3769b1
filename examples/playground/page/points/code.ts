import { runPoints } from '../../shared/points/em.ts';
import { type PointsState, pointsOf } from '../../shared/points/state.ts';

/** Returns a program for Node that fits the same mixture to the same points from the same start, or a hint if there are too few points. */
export function pointsSnippet(state: PointsState): string {
  const points = pointsOf(state);
  if (points.length < state.components) return '// Draw at least as many points as there are components.\n';
  const { weights, means, covariances } = runPoints(points, state).at(0).theta;
  const array = (values: Float64Array) => `Float64Array.of(${Array.from(values, (value) => +value.toFixed(6)).join(', ')})`;
  const shares = `new Float64Array(${weights.length}).fill(1 / ${weights.length})`;
  const pairs = points.map((point) => `[${point.map((value) => +value.toFixed(4)).join(', ')}]`);
  const lines = Array.from({ length: Math.ceil(pairs.length / 7) }, (_, i) => `  ${pairs.slice(7 * i, 7 * i + 7).join(', ')},`);
  return `${[
    "import { gaussianMixture } from '@neural-em/mixtures';",
    '',
    'const points = [',
    ...lines,
    '];',
    'const mixture = gaussianMixture(points, {',
    `  components: ${state.components},`,
    `  covariance: '${state.covariance}',`,
    `  seed: ${state.seed},`,
    '  regularization: 1e-4,',
    '  iterations: 500,',
    '  tolerance: 1e-6,',
    `  init: { weights: ${shares}, means: ${array(means)}, covariances: ${array(covariances)} },`,
    '});',
    "console.log('shares', Array.from(mixture.weights, (share) => share.toFixed(3)).join(' '));",
    "console.log('means', Array.from(mixture.means, (value) => value.toFixed(3)).join(' '));",
    "console.log('log-likelihood of a point', (mixture.logLikelihood(points) / points.length).toFixed(4));",
  ].join('\n')}\n`;
}
