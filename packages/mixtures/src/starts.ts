import { lloyd } from './k-means/lloyd.ts';
import { spreadCentres } from './k-means/spread-centres.ts';
import type { Points } from './points.ts';
import type { RandomStream } from './random-stream.ts';

/** Ways to begin EM without a start of one's own. */
export type Start = 'k-means++' | 'random';

export interface StartOptions {
  readonly components: number;
  readonly random: RandomStream;
  readonly weights: Float64Array | undefined;
}

/** Each gives responsibilities, [K, n], in the order in which the points were given. */
export const starts: Readonly<Record<Start, (points: Points, options: StartOptions) => Float64Array>> = {
  'k-means++'(points, { components, random, weights }) {
    const rows = filledRows(points);
    const centres = spreadCentres(rows, points.dimensions, components, random, weights);
    const { labels } = lloyd(rows, centres, { dimensions: points.dimensions, weights, iterations: 300, tolerance: 0 });
    const gamma = new Float64Array(components * points.count);
    for (let i = 0; i < points.count; i++) gamma[labels[i]! * points.count + i] = 1;
    return gamma;
  },
  /** |N(0, 1)| for each point and component, divided by its sum over the components, as N-EM begins. */
  random({ count }, { components, random }) {
    const gamma = new Float64Array(components * count);
    for (let i = 0; i < gamma.length; i++) gamma[i] = Math.abs(random.normal());
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let at = i; at < gamma.length; at += count) sum += gamma[at]!;
      for (let at = i; at < gamma.length; at += count) gamma[at]! /= sum;
    }
    return gamma;
  },
};

/** The points in reading order as they were given, means in place of missing values. */
function filledRows({ count, dimensions, columns, order }: Points): Float64Array {
  const rows = new Float64Array(count * dimensions);
  for (let a = 0; a < dimensions; a++) {
    const column = columns.subarray(a * count, (a + 1) * count);
    const known = column.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length || 0;
    for (let i = 0; i < count; i++) rows[order[i]! * dimensions + a] = Number.isNaN(column[i]!) ? mean : column[i]!;
  }
  return rows;
}
