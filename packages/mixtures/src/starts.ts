import { normalise } from './e-step.ts';
import { lloyd } from './k-means/lloyd.ts';
import { spreadCentres } from './k-means/spread-centres.ts';
import { known, type Points } from './points.ts';
import type { RandomStream } from './random-stream.ts';
import { mean } from './total.ts';

/** The built-in ways to start EM. */
export type Start = 'k-means++' | 'random';

export interface StartOptions {
  readonly components: number;
  readonly random: RandomStream;
  readonly weights: Float64Array | undefined;
}

/** Each function returns responsibilities, [K, n], in the order in which the points were given. */
export const starts: Readonly<Record<Start, (points: Points, options: StartOptions) => Float64Array>> = {
  'k-means++'(points, { components, random, weights }) {
    const rows = filledRows(points);
    const centres = spreadCentres(rows, points.dimensions, components, random, weights);
    const { labels } = lloyd(rows, centres, { dimensions: points.dimensions, weights, iterations: 300, tolerance: 0 });
    const gamma = new Float64Array(components * points.count);
    for (let i = 0; i < points.count; i++) gamma[labels[i]! * points.count + i] = 1;
    return gamma;
  },
  /** Draws |N(0, 1)| for each point and component and divides it by the sum over the components, as N-EM does. */
  random({ count }, { components, random }) {
    const gamma = new Float64Array(components * count).map(() => Math.log(Math.abs(random.normal())));
    normalise(gamma, new Float64Array(components), new Float64Array(count));
    return gamma;
  },
};

/** Returns the points in their original order, [n, D]; missing values are replaced by the mean of their dimension. */
function filledRows(points: Points): Float64Array {
  const { count, dimensions, columns, order } = points;
  const rows = new Float64Array(count * dimensions);
  for (let a = 0; a < dimensions; a++) {
    const column = columns.subarray(a * count, (a + 1) * count);
    const expected = mean(known(points, a));
    for (let i = 0; i < count; i++) rows[order[i]! * dimensions + a] = Number.isNaN(column[i]!) ? expected : column[i]!;
  }
  return rows;
}
