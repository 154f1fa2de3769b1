import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { all, document, hostile, numbers, parseSvg, texts } from '../markup.fixture.ts';
import { corners, paths, placeOf } from './geometry.fixture.ts';
import { type ComparisonBarsOptions, comparisonBars, FigureArgumentError } from './index.ts';
import { seriesStyles } from './series-style.ts';

const [first, second] = seriesStyles(2);
/** Bars, without paper and legend. */
const bars = (svg: ReturnType<typeof parseSvg>, fill: string) =>
  all(svg, 'rect').filter(
    (rect) => (rect.getAttribute('fill') ?? rect.parentElement!.getAttribute('fill')) === fill && numbers(rect, 'height')[0] === 14,
  );

describe('comparisonBars', () => {
  test('bars are as long as their values, error bars as their deviations, and diamonds stand at published values', () => {
    const share = fc.double({ min: 0.05, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(share, share, share), { minLength: 1, maxLength: 6 }), (rows) => {
        const given = rows.map(([value, deviation, published], i) => ({
          name: `row ${i}`,
          measured: { value, deviation },
          published: { value: published },
        }));
        const svg = parseSvg(comparisonBars({ document, bars: given }));
        const drawn = bars(svg, first!.colour);
        const [left, width] = numbers(drawn[0]!, 'x', 'width') as [number, number];
        const scale = width / rows[0]![0];
        // The first is the sample in the legend.
        const diamonds = all(svg, 'g[aria-label=dot] > path').slice(1);
        const lines = paths(svg, { 'stroke-width': 1.5 }).filter((_, i) => i % 3 === 0);
        // An error bar may begin below 0 and move the axis: positions count from the left end of the bars.
        rows.forEach(([value, deviation, published], i) => {
          expect(numbers(drawn[i]!, 'width')[0]).toBeCloseTo(value * scale, 0);
          const [low, high] = corners(lines[i]!).map(([x]) => x) as [number, number];
          expect(Math.abs(low - left - (value - deviation) * scale)).toBeLessThan(1);
          expect(Math.abs(high - left - (value + deviation) * scale)).toBeLessThan(1);
          expect(Math.abs(placeOf(diamonds[i]!)[0] - left - published * scale)).toBeLessThan(1);
        });
      }),
      { numRuns: 25 },
    );
  });

  test('gives groups colours and names them', () => {
    const given = [
      { name: 'a', measured: { value: 0.5 }, group: 'runs' },
      { name: 'b', measured: { value: 0.6 }, group: 'baselines' },
      { name: 'c', measured: { value: 0.7 }, group: 'runs' },
    ];
    const svg = parseSvg(comparisonBars({ document, bars: given }));
    expect([bars(svg, first!.colour).length, bars(svg, second!.colour).length]).toEqual([2, 1]);
    expect(texts(svg)).toEqual(expect.arrayContaining(['runs', 'baselines', 'a', 'b', 'c', '0.500', '0.600', '0.700']));
    const alone = texts(parseSvg(comparisonBars({ document, bars: given.map((bar) => ({ ...bar, group: 'runs' })) })));
    expect(alone).not.toContain('runs');
  });

  test('tells every number, and what diamonds are', () => {
    const given = [{ name: 'RNN-EM', measured: { value: 0.8125, deviation: 0.0301 }, published: { value: 0.826, deviation: 0.005 } }];
    const root = parseSvg(comparisonBars({ document, bars: given, scoreName: 'AMI', publishedName: 'the paper' }));
    expect(texts(root)).toEqual(expect.arrayContaining(['0.813 ± 0.030\u2002\u2002◆ 0.826 ± 0.005', 'the paper', 'AMI']));
    expect(root.getAttribute('aria-label')).toBe('AMI: RNN-EM 0.813 ± 0.030');
  });

  test('published values alone need no group', () => {
    const seen = texts(parseSvg(comparisonBars({ document, bars: [{ name: 'a', published: { value: 0.5 }, group: 'g' }] })));
    expect(seen.filter((text) => !/^\d/.test(text))).toEqual(['published', 'score', 'a', '◆ 0.500']);
  });

  test('a published value alone stands where a bar would', () => {
    const height = (...bars: ComparisonBarsOptions['bars']) => numbers(parseSvg(comparisonBars({ document, bars })), 'height')[0]!;
    const [measured, published] = [{ value: 0.5 }, { value: 0.6 }];
    const both = { name: 'a', measured, published };
    expect(height(both, { name: 'b', published })).toBe(height(both, { name: 'b', measured }));
    expect(height(both, both)).toBeGreaterThan(height(both, { name: 'b', measured }));
  });

  test('a name too long for its line ends in dots and is told in full to readers who do not see it', () => {
    const name = 'a name that goes on and on, far beyond what a line holds';
    const root = parseSvg(comparisonBars({ document, width: 240, bars: [{ name, measured: { value: 0.5 } }] }));
    const line = all(root, 'text').find(({ textContent }) => textContent.startsWith('a name'))!;
    expect(line.firstChild!.textContent).toMatch(/^a name that .*…$/);
    expect(line.firstChild!.textContent.length).toBeLessThan(name.length);
    expect(line.querySelector('title')!.textContent).toBe(name);
    expect(root.getAttribute('aria-label')).toContain(name);
  });

  test.each(hostile)('%s is only text', (name) => {
    const given = [
      { name, measured: { value: 0.5 }, published: { value: 0.4 }, group: name },
      { name: 'b', measured: { value: 1 } },
    ];
    const options = { document, title: name, scoreName: name, publishedName: name, bars: given, width: 2000 };
    expect(texts(parseSvg(comparisonBars(options))).filter((text) => text === name.replace(/\s+/g, ' ')).length).toBeGreaterThanOrEqual(4);
  });

  test.each<[string, Partial<ComparisonBarsOptions>, string]>([
    ['bars', { bars: [] }, 'bars must be at least one, not an empty list'],
    ['bars[0]', { bars: [{ name: 'a' }] }, 'bars[0] must be measured, published or both, not neither'],
    [
      'bars[0]',
      { bars: [{ name: 'a', measured: { value: 1, deviation: Number.NaN } }] },
      'bars[0] must be made of finite numbers, not NaN',
    ],
    ['width', { width: 100.5 }, 'width must be a whole number from 200 to 10000, not 100.5'],
  ])('refuses bad %s', (argument, bad, message) => {
    const draw = () => comparisonBars({ document, bars: [{ name: 'a', measured: { value: 1 } }], ...bad });
    expect(draw).toThrow(FigureArgumentError);
    expect(draw).toThrow(message);
    expect(draw).toThrow(expect.objectContaining({ argument }));
  });
});
