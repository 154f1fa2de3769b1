import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { all, document, hostile, parseSvg, texts } from '../markup.fixture.ts';
import { bend, corners, paths } from './geometry.fixture.ts';
import { FigureArgumentError, type LearningCurveOptions, learningCurve } from './index.ts';
import { binned } from './learning-curve.ts';
import { seriesStyles } from './series-style.ts';

const curve = (values: readonly number[]) => values.map((value, i) => ({ step: 10 * (i + 1), value }));
const { colour } = seriesStyles(1)[0]!;
const thick = { stroke: colour, 'stroke-width': 2.2 };
const thin = { stroke: colour, 'stroke-width': 1.2 };
/** Coordinates are rounded to a hundredth of a pixel. */
const rounding = 0.03;

describe('learningCurve', () => {
  test('places validation losses on a scale: linear, or logarithmic where they are far apart', () => {
    const losses = fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(losses, (values) => {
        fc.pre(Math.abs(values[0]! - values.at(-1)!) > 1 && new Set(values).size === values.length);
        const far = Math.max(...values) > 5 * Math.min(...values);
        // The first is the sample in the legend.
        const [, path] = paths(parseSvg(learningCurve({ document, series: [{ name: 'a', validation: curve(values) }] })), thick);
        const points = corners(path!);
        expect(
          bend(
            curve(values).map(({ step }) => step),
            points.map(([x]) => x),
          ),
        ).toBeLessThan(rounding);
        const scaled = values.map((value) => (far ? Math.log(value) : value));
        // Where the two ends are close together, rounding them tilts the line through them.
        const range = Math.max(...scaled) - Math.min(...scaled);
        const tilt = range / Math.abs(scaled[0]! - scaled.at(-1)!);
        expect(
          bend(
            scaled,
            points.map(([, y]) => y),
          ),
        ).toBeLessThan(rounding * (1 + tilt));
        expect(Math.sign(points[0]![1] - points.at(-1)![1])).toBe(Math.sign(values.at(-1)! - values[0]!));
      }),
      { numRuns: 30 },
    );
  });

  test('the scale of losses is as it is told', () => {
    const values = [800, 300, 20];
    const y = (lossScale: 'linear' | 'log', part: readonly number[]) => {
      const svg = parseSvg(learningCurve({ document, lossScale, series: [{ name: 'a', validation: curve(part) }] }));
      return corners(paths(svg, thick)[1]!).map(([, y]) => y);
    };
    expect(bend(values, y('linear', values))).toBeLessThan(rounding);
    expect(bend([3, 2, 2.5].map(Math.log), y('log', [3, 2, 2.5]))).toBeLessThan(rounding * 4);
  });

  test('draws as many training points as there is room for, each the mean of its neighbours', () => {
    const values = Array.from({ length: 3000 }, (_, i) => 100 + ((i * 37) % 11));
    const svg = parseSvg(learningCurve({ document, width: 300, series: [{ name: 'a', training: curve(values) }] }));
    expect(corners(paths(svg, thin)[0]!).length).toBe(100);
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 50 }), fc.integer({ min: 1, max: 60 }), (all, bins) => {
        const points = curve(all);
        const means = binned(points, bins);
        expect(means.length).toBe(Math.min(bins, all.length));
        if (all.length <= bins) expect(means).toEqual(points);
        if (bins === 1 && all.length > 0) expect(means[0]!.value).toBeCloseTo(all.reduce((a, b) => a + b) / all.length, 3);
        for (const [i, { step }] of means.entries()) expect(step).toBeGreaterThan(means[i - 1]?.step ?? 0);
      }),
    );
  });

  test('shows a panel for losses, one for scores, or both', () => {
    const points = curve([0.1, 0.5, 0.7]);
    const axes = (one: object) => {
      const seen = texts(parseSvg(learningCurve({ document, series: [{ name: 'a', ...one }], lossName: 'cost', scoreName: 'AMI' })));
      return ['cost', 'AMI', 'training step', 'training', 'validation'].filter((name) => seen.includes(name));
    };
    expect(axes({ training: points })).toEqual(['cost', 'training step']);
    expect(axes({ training: points, validation: points })).toEqual(['cost', 'training step', 'training', 'validation']);
    expect(axes({ validation: points })).toEqual(['cost', 'training step']);
    expect(axes({ score: points })).toEqual(['AMI', 'training step']);
    expect(axes({ validation: points, score: points })).toEqual(['cost', 'AMI', 'training step']);
  });

  test('losses have round ticks', () => {
    const ticks = (values: number[]) => {
      const svg = parseSvg(learningCurve({ document, series: [{ name: 'a', validation: curve(values) }] }));
      return all(svg, 'g[aria-label="y-axis tick label"] text').map(({ textContent }) => textContent);
    };
    expect(ticks([543, 99])).toEqual(['100', '200', '500']);
    expect(ticks([900, 11])).toEqual(['20', '50', '100', '200', '500']);
    expect(ticks([20000, 0.002])).toEqual(['0.01', '1', '100', '10,000']);
    expect(ticks([300, 100])).toEqual(['100', '150', '200', '250', '300']);
    expect(ticks([-3, -1])).toEqual(['-3', '-2.5', '-2', '-1.5', '-1']);
  });

  test('a title is wrapped, and a word too long for a line ends in dots', () => {
    const series = [{ name: 'a', score: curve([0, 1]) }];
    const lines = (title: string) =>
      all(parseSvg(learningCurve({ document, width: 300, title, series })), 'g > text[font-weight], g[font-weight] > text').map(
        (text) => text.firstChild!.textContent,
      );
    const words = 'a title of many words that do not fit into one line of three hundred pixels';
    expect(lines(words).length).toBeGreaterThan(1);
    expect(lines(words).join(' ')).toBe(words);
    expect(lines('x'.repeat(200))[0]).toMatch(/^x{20,100}…/);
  });

  test('scores have all of [0, 1]', () => {
    const svg = parseSvg(learningCurve({ document, series: [{ name: 'a', score: curve([0.5, 0.52, 0.49]) }] }));
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.0', '1.0']));
  });

  test('names every series by its colour and its shape', () => {
    const names = ['RNN-EM', 'N-EM', 'mixture', 'four', 'five', 'six', 'seven'];
    const series = names.map((name, i) => ({ name, score: curve([0.1 * i, 0.5]) }));
    const svg = parseSvg(learningCurve({ document, series, width: 300 }));
    expect(texts(svg)).toEqual(expect.arrayContaining(names));
    const styles = seriesStyles(7);
    expect(new Set(styles.map(({ symbol }) => symbol)).size).toBe(7);
    for (const { colour } of styles) expect(paths(svg, { stroke: colour }).length).toBe(2);
  });

  test.each(hostile)('%s is only text', (name) => {
    const svg = learningCurve({ document, title: name, lossName: name, series: [{ name, validation: curve([3, 2, 1]) }], width: 2000 });
    const root = parseSvg(svg);
    expect(texts(root).filter((text) => text === name.replace(/\s+/g, ' ')).length).toBeGreaterThanOrEqual(3);
    expect(root.getAttribute('aria-label')).toBe(`${name}. Learning curves of ${name}`);
    expect(all(root, 'script, img, iframe, a, image, use, foreignObject')).toEqual([]);
  });

  test('is one file: nothing is fetched, and the same call gives the same text', () => {
    const draw = () => learningCurve({ document, title: 'A', series: [{ name: 'a', training: curve([5, 3]), validation: curve([4, 2]) }] });
    expect(draw()).toBe(draw());
    expect(draw().replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:|url\(|@import|href|<script/);
    const root = parseSvg(draw());
    expect(root.getAttribute('font-family')).toContain('sans-serif');
    expect(root.getAttribute('role')).toBe('img');
  });

  test.each<[string, Partial<LearningCurveOptions>, string]>([
    ['series', { series: [] }, 'series must be at least one, not an empty list'],
    [
      'series[0]',
      { series: [{ name: 'a', training: [] }] },
      'series[0] must be training, validation or score with at least one point, not without any',
    ],
    [
      'series[0]',
      { series: [{ name: 'a', score: [{ step: 1, value: Number.NaN }] }] },
      'series[0] must be made of finite numbers, not NaN',
    ],
    [
      'lossScale',
      { lossScale: 'log', series: [{ name: 'a', training: curve([1, 0]) }] },
      "lossScale must be 'linear' where a loss is not above 0",
    ],
    ['width', { width: 20 }, 'width must be a whole number from 200 to 10000, not 20'],
  ])('refuses bad %s', (argument, bad, message) => {
    const draw = () => learningCurve({ document, series: [{ name: 'a', validation: curve([2, 1]) }], ...bad });
    expect(draw).toThrow(FigureArgumentError);
    expect(draw).toThrow(message);
    expect(draw).toThrow(expect.objectContaining({ argument }));
  });
});
