import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { document, hostile, parseSvg, texts } from '../markup.fixture.ts';
import { bend, corners, paths } from './geometry.fixture.ts';
import { FigureArgumentError, type ScorePerStepOptions, scorePerStep } from './index.ts';
import { seriesStyles } from './series-style.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const quartiles = fc.tuple(share, share, share).map((three) => {
  const [lower, median, upper] = three.sort((a, b) => a - b) as [number, number, number];
  return { lower, median, upper };
});
const some = [
  { lower: 0, median: 0.1, upper: 0.3 },
  { lower: 0.2, median: 0.5, upper: 0.6 },
  { lower: 0.4, median: 0.9, upper: 1 },
];
const styles = seriesStyles(2);

describe('scorePerStep', () => {
  test('the band reaches from the lower to the upper quartile around the median, on an axis from 0 to 1', () => {
    fc.assert(
      fc.property(fc.array(quartiles, { minLength: 2, maxLength: 30 }), (all) => {
        const svg = parseSvg(scorePerStep({ document, series: [{ name: 'a', quartiles: all }] }));
        const line = corners(paths(svg, { stroke: styles[0]!.colour })[1]!);
        const band = corners(paths(svg, { fill: styles[0]!.colour, 'fill-opacity': 0.2 })[0]!);
        const steps = all.map((_, i) => i);
        expect(
          bend(
            steps,
            line.map(([x]) => x),
          ),
        ).toBeLessThan(0.03);
        // The band runs along the upper quartiles and back along the lower ones; 0 and 1 fix the scale.
        const values = [
          0,
          ...all.map(({ median }) => median),
          ...all.map(({ upper }) => upper),
          ...all.map(({ lower }) => lower).reverse(),
          1,
        ];
        const pixels = [198, ...line.map(([, y]) => y), ...band.map(([, y]) => y), 30];
        expect(bend(values, pixels)).toBeLessThan(0.03);
      }),
      { numRuns: 30 },
    );
  });

  test('a line stands where the steps of training end, if there are more', () => {
    const draw = (trainedSteps: number) => parseSvg(scorePerStep({ document, series: [{ name: 'a', quartiles: some }], trainedSteps }));
    const rules = (svg: ReturnType<typeof draw>) =>
      [...svg.querySelectorAll('line')].filter(
        (line) => line.parentElement!.hasAttribute('stroke-dasharray') || line.hasAttribute('stroke-dasharray'),
      );
    const [, middle] = corners(paths(draw(2), { stroke: styles[0]!.colour })[1]!);
    expect(rules(draw(2)).map((rule) => Number(rule.getAttribute('x1')))).toEqual([middle![0]]);
    expect(texts(draw(2))).toContain('steps in training');
    expect(rules(draw(3))).toEqual([]);
    expect(texts(draw(3))).not.toContain('steps in training');
  });

  test('tells steps, axis, score and series', () => {
    const long = Array.from({ length: 51 }, () => some[1]!);
    const series = [
      { name: 'RNN-EM', quartiles: long },
      { name: 'N-EM', quartiles: some },
    ];
    const svg = parseSvg(scorePerStep({ document, title: 'Title', series, scoreName: 'AMI', axis: 'frame' }));
    expect(texts(svg)).toEqual(expect.arrayContaining(['Title', 'RNN-EM', 'N-EM', 'frame', 'AMI, median and quartiles', '1', '50']));
    for (const { colour } of styles) expect(paths(svg, { stroke: colour }).length).toBeGreaterThan(0);
    expect(corners(paths(svg, { stroke: styles[1]!.colour }).at(-1)!).length).toBe(3);
  });

  test.each(hostile)('%s is only text', (name) => {
    const options = { document, title: name, axis: name, scoreName: name, series: [{ name, quartiles: some }], width: 2000 };
    expect(texts(parseSvg(scorePerStep(options)))).toEqual(expect.arrayContaining([name, `${name}, median and quartiles`]));
  });

  test.each<[string, Partial<ScorePerStepOptions>, string]>([
    ['series', { series: [] }, 'series must be at least one, not an empty list'],
    ['series[0].quartiles', { series: [{ name: 'a', quartiles: [] }] }, 'series[0].quartiles must be at least one step, not an empty list'],
    [
      'series[0].quartiles',
      { series: [{ name: 'a', quartiles: [some[0]!, { lower: 0.5, median: 0.4, upper: 0.9 }] }] },
      'series[0].quartiles must be lower ≤ median ≤ upper at each step, not so at step 2',
    ],
    [
      'series[0].quartiles',
      { series: [{ name: 'a', quartiles: [{ lower: 0, median: 0, upper: Number.POSITIVE_INFINITY }] }] },
      'series[0].quartiles must be made of finite numbers, not Infinity',
    ],
    ['trainedSteps', { trainedSteps: 0 }, 'trainedSteps must be a whole number of at least 1, not 0'],
  ])('refuses bad %s', (argument, bad, message) => {
    const draw = () => scorePerStep({ document, series: [{ name: 'a', quartiles: some }], ...bad });
    expect(draw).toThrow(FigureArgumentError);
    expect(draw).toThrow(message);
    expect(draw).toThrow(expect.objectContaining({ argument }));
  });
});
