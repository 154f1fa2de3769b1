import { describe, expect, test } from 'vitest';
import { document, hostile, parseSvg, texts } from '../markup.fixture.ts';
import { corners, paths } from './geometry.fixture.ts';
import { FigureArgumentError, rolloutCurves } from './index.ts';
import { seriesStyles } from './series-style.ts';

const curves = { loss: [8, 6, 4, 2], kept: [1, 1, 0.5, 0] };
const [first] = seriesStyles(1);

describe('rolloutCurves', () => {
  test('a panel for each score, with its values at even steps and a line where true frames end', () => {
    const svg = parseSvg(rolloutCurves({ document, series: [{ name: 'r-nem', curves }], known: 2 }));
    expect(texts(svg)).toEqual(expect.arrayContaining(['loss', 'kept', 'frame', 'r-nem', 'last true frame']));
    const lines = paths(svg, { stroke: first!.colour })
      .map(corners)
      .filter((points) => points.length === 4);
    expect(lines).toHaveLength(2);
    const [loss] = lines as [[number, number][]];
    const steps = loss.slice(1).map(([x, y], i) => [x - loss[i]![0], y - loss[i]![1]]);
    for (const [across, down] of steps) {
      expect(across).toBeCloseTo(steps[0]![0]!, 1);
      expect(down).toBeCloseTo(steps[0]![1]!, 1);
      expect(down).toBeGreaterThan(0);
    }
  });

  test('steps without a finite score are left out', () => {
    const series = [{ name: 'a', curves: { kept: [1, Number.NaN, 0.5, Number.POSITIVE_INFINITY] } }];
    const svg = parseSvg(rolloutCurves({ document, series }));
    expect(
      paths(svg, { stroke: first!.colour })
        .map(corners)
        .map(({ length }) => length),
    ).toContain(2);
    expect(texts(svg)).not.toContain('last true frame');
  });

  test.each(hostile)('%s is only text', (name) => {
    const svg = parseSvg(rolloutCurves({ document, title: name, axis: name, series: [{ name, curves: { [name]: [1, 2] } }] }));
    expect(texts(svg)).toContain(name);
    expect(svg.querySelectorAll('script, a, image')).toHaveLength(0);
  });

  test.each([
    ['series must be at least one, not an empty list', []],
    ['series[0].curves must be at least one, not an empty list', [{ name: 'a', curves: {} }]],
    ['series[0].curves.kept must be at least one, not an empty list', [{ name: 'a', curves: { kept: [Number.NaN] } }]],
    [
      'series[1].curves must be loss, kept, as of the first, not loss',
      [
        { name: 'a', curves },
        { name: 'b', curves: { loss: [1] } },
      ],
    ],
  ])('%s', (message, series) => {
    expect(() => rolloutCurves({ document, series: series as never })).toThrow(FigureArgumentError);
    expect(() => rolloutCurves({ document, series: series as never })).toThrow(message);
  });
});
