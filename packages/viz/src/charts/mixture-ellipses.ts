import { dot, line, text } from '@observablehq/plot';
import { FigureArgumentError } from '../errors.ts';
import { across, extent, frame, upward } from './axes.ts';
import { type ChartOptions, composeChart } from './chart.ts';
import { checkNotEmpty, checkNumbers, checkWidth } from './check.ts';
import { seriesStyles } from './series-style.ts';

export interface MixtureEllipsesOptions extends ChartOptions {
  /** Points in a plane, [n, 2] in reading order. */
  readonly points: ArrayLike<number>;
  /** The means of the Gaussians, [K, 2]. */
  readonly means: ArrayLike<number>;
  /** Their covariances, [K, 2, 2]. */
  readonly covariances: ArrayLike<number>;
  /** The component of each point, [n], which gives the point its colour; without labels points are grey. */
  readonly labels?: ArrayLike<number> | undefined;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Returns places on the ellipse that lies `deviations` standard deviations from the mean. */
function ellipse([x, y]: readonly [number, number], [xx, xy, yy]: readonly [number, number, number], deviations: number): Place[] {
  // The Cholesky factor turns a circle into the ellipse.
  const a = Math.sqrt(xx);
  const b = xy / a;
  const c = Math.sqrt(yy - b * b);
  return Array.from({ length: 73 }, (_, i) => {
    const [cos, sin] = [deviations * Math.cos((i * Math.PI) / 36), deviations * Math.sin((i * Math.PI) / 36)];
    return { x: x + a * cos, y: y + b * cos + c * sin };
  });
}

/**
 * Draws points in a plane and the Gaussians of a mixture: two ellipses, one and two standard deviations from each mean, and the number of
 * the component at the mean.
 *
 * @returns the text of an SVG file
 * @throws FigureArgumentError for sizes that do not agree, numbers that are not finite, and covariances that are not positive definite
 */
export function mixtureEllipses(options: MixtureEllipsesOptions): string {
  const { document, title, width = 480, labels } = options;
  const [points, means, covariances] = [options.points, options.means, options.covariances].map((values) => Array.from(values)) as [
    number[],
    number[],
    number[],
  ];
  checkWidth(width);
  checkNotEmpty('points', points);
  checkNotEmpty('means', means);
  for (const [name, values] of Object.entries({ points, means, covariances })) checkNumbers(name, values);
  const K = means.length / 2;
  if (points.length % 2 !== 0 || means.length % 2 !== 0)
    throw new FigureArgumentError('points and means', 'two numbers each', 'an odd count');
  if (covariances.length !== 4 * K) throw new FigureArgumentError('covariances', `${4 * K} numbers, [K, 2, 2]`, String(covariances.length));
  if (labels && labels.length !== points.length / 2) {
    throw new FigureArgumentError('labels', `one for each of ${points.length / 2} points`, String(labels.length));
  }
  const styles = seriesStyles(K);
  const colourOf = (k: number | undefined) => (k === undefined ? '#888' : (styles[k]?.colour ?? '#888'));
  const places = Array.from({ length: points.length / 2 }, (_, i) => ({
    x: points[2 * i]!,
    y: points[2 * i + 1]!,
    fill: colourOf(labels?.[i]),
  }));
  const rings = styles.flatMap(({ colour }, k) => {
    const [xx, xy, , yy] = covariances.slice(4 * k, 4 * k + 4) as [number, number, number, number];
    if (!(xx > 0 && xx * yy > xy * xy)) throw new FigureArgumentError(`covariances[${k}]`, 'positive definite', `${xx}, ${xy}, ${yy}`);
    return [1, 2].map((deviations) => ({
      colour,
      deviations,
      around: ellipse([means[2 * k]!, means[2 * k + 1]!], [xx, xy, yy], deviations),
    }));
  });
  const all = [...places, ...rings.flatMap(({ around }) => around)];
  const centres = styles.map((_, k) => ({ x: means[2 * k]!, y: means[2 * k + 1]!, name: String(k + 1) }));
  const [left, right] = extent(all.map(({ x }) => x));
  const [bottom, top] = extent(all.map(({ y }) => y));
  // Both axes have the same scale, so that a circle looks like a circle.
  const scale = (width - frame.marginLeft - frame.marginRight) / (right - left || 1);
  const height = Math.min(2 * width, Math.max(120, Math.round((top - bottom) * scale) + frame.marginTop + frame.marginBottom));
  return composeChart({
    document,
    title,
    width,
    description: `${places.length} points and the ellipses of ${K} Gaussians`,
    keys: [],
    panels: [
      {
        ...frame,
        height,
        x: { ...across, domain: [left, right], label: null, ticks: Math.floor(width / 90) },
        y: { ...upward, domain: [bottom, top], label: null },
        marks: [
          dot(places, { x: 'x', y: 'y', fill: 'fill', r: 2, fillOpacity: 0.55 }),
          ...rings.map(({ colour, deviations, around }) =>
            line(around, { x: 'x', y: 'y', stroke: colour, strokeWidth: 2.2, ...(deviations === 2 ? { strokeDasharray: '5,4' } : {}) }),
          ),
          text(centres, {
            x: 'x',
            y: 'y',
            text: 'name',
            fontWeight: 700,
            fontSize: 15,
            stroke: 'var(--chart-paper,#fff)',
            fill: 'currentColor',
          }),
        ],
      },
    ],
  });
}
