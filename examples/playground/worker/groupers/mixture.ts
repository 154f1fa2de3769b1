import { type Point, paint, pointsOf, spreadOver, startingCentres } from './points.ts';
import type { Grouper, GrouperOptions, Grouping } from './types.ts';

/** A Gaussian over coordinates: its weight in the mixture, mean, and covariance. */
interface Component {
  readonly weight: number;
  readonly y: number;
  readonly x: number;
  readonly yy: number;
  readonly yx: number;
  readonly xx: number;
}

/** First variance of a component, in squared pixels; `LEAST` is added to variances, so that no component shrinks to a point or line. */
const START = 12;
const LEAST = 0.5;

/** Groups the coordinates of lit pixels by a mixture of Gaussians and classic EM (Dempster, Laird and Rubin 1977). */
export function mixture(options: GrouperOptions): Grouper {
  const { components, height, width, image } = options;
  let mix: Component[] = startingCentres(options).map(({ y, x }) => ({ weight: 1 / components, y, x, yy: START, yx: 0, xx: START }));
  const shares = (point: Point) => {
    const logs = mix.map((component) => Math.log(component.weight) + logDensity(component, point.y, point.x));
    const top = Math.max(...logs);
    const total = logs.reduce((sum, log) => sum + Math.exp(log - top), 0);
    return logs.map((log) => Math.exp(log - top) / total);
  };
  const group = (target: Float32Array): Grouping => ({
    gamma: spreadOver(pointsOf(target, width), components, height * width, shares),
    // The means are the densities relative to their peaks.
    means: paint(components, height, width, (k, y, x) => Math.exp(logDensity(mix[k]!, y, x) - logDensity(mix[k]!, mix[k]!.y, mix[k]!.x))),
  });
  return {
    first: group(image),
    step: async (input, target) => {
      const points = pointsOf(input, width);
      const gamma = points.map(shares);
      mix = mix.map(
        (before, k) =>
          fit(
            points,
            gamma.map((row) => row[k]!),
          ) ?? { ...before, weight: 1e-6 },
      );
      return group(target);
    },
    dispose: () => {},
  };
}

/** Takes the M-step: returns the weighted mean and covariance of points; undefined if hardly any weight is left. */
function fit(points: readonly Point[], weights: readonly number[]): Component | undefined {
  const total = weights.reduce((a, b) => a + b, 0);
  if (total < 1e-3) return undefined;
  const mean = (of: (point: Point) => number) => points.reduce((sum, point, i) => sum + weights[i]! * of(point), 0) / total;
  const y = mean((point) => point.y);
  const x = mean((point) => point.x);
  const yy = mean((point) => (point.y - y) ** 2) + LEAST;
  const xx = mean((point) => (point.x - x) ** 2) + LEAST;
  const yx = mean((point) => (point.y - y) * (point.x - x));
  return { weight: total / points.length, y, x, yy, yx, xx };
}

function logDensity({ y, x, yy, yx, xx }: Component, row: number, column: number): number {
  const determinant = yy * xx - yx * yx;
  const [dy, dx] = [row - y, column - x];
  return -0.5 * ((xx * dy * dy - 2 * yx * dy * dx + yy * dx * dx) / determinant + Math.log(determinant)) - Math.log(2 * Math.PI);
}
