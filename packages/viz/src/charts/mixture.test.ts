import { describe, expect, test } from 'vitest';
import { all, document, parseSvg, texts } from '../markup.fixture.ts';
import { FigureArgumentError, logLikelihoodCurve, mixtureEllipses } from './index.ts';

const points = [0, 0, 10, 0, 0, 10, 10, 10];
const means = [3, 3, 7, 7];
const covariances = [1, 0, 0, 4, 2, -0.5, -0.5, 1];

/** The places of a path's numbers: x and y in turn. */
const places = (d: string) => [...d.matchAll(/-?\d+(?:\.\d+)?/g)].map(([number]) => Number(number));

describe('mixtureEllipses', () => {
  const svg = parseSvg(mixtureEllipses({ document, points, means, covariances, labels: [0, 0, 1, 1], title: 'two' }));

  test('draws every point and two ellipses a component, as wide as their standard deviations', () => {
    expect(all(svg, 'circle')).toHaveLength(4);
    const widths = all(svg, 'path')
      .map((path) => path.getAttribute('d') ?? '')
      .filter((d) => d.length > 500)
      .map((d) => {
        const numbers = places(d);
        const [xs, ys] = [0, 1].map((axis) => numbers.filter((_, i) => i % 2 === axis)) as [number[], number[]];
        return { across: Math.max(...xs) - Math.min(...xs), down: Math.max(...ys) - Math.min(...ys) };
      });
    expect(widths).toHaveLength(4);
    // The first component is twice as high as it is wide; the second ellipse is twice the first.
    expect(widths[0]!.down / widths[0]!.across).toBeCloseTo(2, 1);
    expect(widths[1]!.across / widths[0]!.across).toBeCloseTo(2, 1);
    // Standard deviations of the second component are √2 and 1.
    expect(widths[2]!.across / widths[2]!.down).toBeCloseTo(Math.SQRT2, 1);
    expect(widths[2]!.across / widths[0]!.across).toBeCloseTo(Math.SQRT2, 1);
  });

  test('numbers the components and describes itself', () => {
    expect(texts(svg)).toEqual(expect.arrayContaining(['two', '1', '2']));
    expect(svg.getAttribute('aria-label')).toBe('two. 4 points and the ellipses of 2 Gaussians');
  });

  test('says what is wrong', () => {
    const draw = (changed: object) => () => mixtureEllipses({ document, points, means, covariances, ...changed });
    expect(draw({ points: [] })).toThrow(FigureArgumentError);
    expect(draw({ points: [1, Number.NaN] })).toThrow('points must be made of finite numbers');
    expect(draw({ covariances: [1, 0, 0, 1] })).toThrow('covariances must be 8 numbers');
    expect(draw({ covariances: [1, 2, 2, 1, 1, 0, 0, 1] })).toThrow('covariances[0] must be positive definite');
    expect(draw({ labels: [0] })).toThrow('labels must be one for each of 4 points');
  });
});

describe('logLikelihoodCurve', () => {
  test('draws a line a series, higher where the log-likelihood is', () => {
    const svg = parseSvg(logLikelihoodCurve({ document, series: [{ name: 'full', values: [-5, -3, -2.5] }] }));
    // Paths with two points are those of the legend and of ticks.
    const lines = all(svg, 'path').map((path) => places(path.getAttribute('d') ?? ''));
    const heights = lines.find((numbers) => numbers.length === 6)!.filter((_, i) => i % 2 === 1);
    expect(heights).toHaveLength(3);
    expect(heights[0]!).toBeGreaterThan(heights[1]!);
    expect(heights[1]!).toBeGreaterThan(heights[2]!);
    expect(texts(svg)).toEqual(expect.arrayContaining(['full', 'EM step', 'log-likelihood']));
  });

  test('says what is wrong', () => {
    expect(() => logLikelihoodCurve({ document, series: [] })).toThrow('series must be at least one');
    expect(() => logLikelihoodCurve({ document, series: [{ name: 'a', values: [1, Number.NaN] }] })).toThrow(
      'series[0].values must be made of finite',
    );
  });
});
