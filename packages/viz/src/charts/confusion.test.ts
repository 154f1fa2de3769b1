import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../colour.ts';
import { all, document, type Element, hostile, numbers, parseSvg, texts } from '../markup.fixture.ts';
import { palette } from '../palette.ts';
import { type ConfusionOptions, confusion, FigureArgumentError } from './index.ts';

const components = 3;
const [pixels, colours] = [24, palette(components).map(hex)];
const positive = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: pixels * components, maxLength: pixels * components });

/** Weights [components, pixels] made to sum to 1 over the components. */
function gammaOf(weights: readonly number[]): Float32Array {
  return Float32Array.from(weights, (weight, i) => {
    const total = Array.from({ length: components }, (_, k) => weights[k * pixels + (i % pixels)]!).reduce((a, b) => a + b);
    return weight / total;
  });
}
const truth = Uint8Array.from({ length: pixels }, (_, i) => [0, 2, 5][i % 3]!);
/** The filled squares of one component, from the first object down; the first one is in the head. */
const squares = (svg: Element, k: number) =>
  all(svg, 'rect')
    .filter((rect) => (rect.getAttribute('fill') ?? rect.parentElement!.getAttribute('fill')) === colours[k])
    .slice(1);

describe('confusion', () => {
  test('the area of a square is the share of the object that the component answers for', () => {
    fc.assert(
      fc.property(positive, (weights) => {
        const gamma = gammaOf(weights);
        const svg = parseSvg(confusion({ document, truth, gamma, components }));
        const seen = texts(svg);
        [2, 5, 0].forEach((label, row) => {
          for (let k = 0; k < components; k++) {
            const own = [...truth.keys()].filter((i) => truth[i] === label);
            const share = own.reduce((sum, i) => sum + gamma[k * pixels + i]!, 0) / own.length;
            const [width, height] = numbers(squares(svg, k)[row]!, 'width', 'height') as [number, number];
            expect(Math.abs((width * height) / 34 ** 2 - share)).toBeLessThan(0.002);
            expect(seen).toContain(`${Math.round(100 * share)} %`);
          }
        });
      }),
      { numRuns: 20 },
    );
  });

  test('changing the places of components changes the places of columns', () => {
    const weights = Array.from({ length: pixels * components }, (_, i) => 1 + ((i * 7919) % 23));
    const turned = [...weights.slice(pixels), ...weights.slice(0, pixels)];
    const sizes = (given: number[], k: number) =>
      squares(parseSvg(confusion({ document, truth, gamma: gammaOf(given), components })), k).map((square) => numbers(square, 'width')[0]);
    for (let k = 0; k < components; k++) expect(sizes(turned, k)).toEqual(sizes(weights, (k + 1) % components));
  });

  test('names objects with their pixels, what is not scored last, and components', () => {
    const seen = texts(
      parseSvg(confusion({ document, title: 'Title', truth, gamma: gammaOf(new Array(pixels * components).fill(1)), components })),
    );
    const names = seen.filter((text) => !text.endsWith('%'));
    expect(names).toEqual(['Title', 'component', '1', '2', '3', 'object 2', '8 pixels', 'object 5', '8 pixels', 'not scored', '8 pixels']);
  });

  test('every mark lies on the paper, with many components too', () => {
    const gamma = new Float32Array(pixels * 12).fill(1 / 12);
    for (const width of [undefined, 660, 2000]) {
      const root = parseSvg(confusion({ document, truth, gamma, components: 12, width }));
      for (const rect of all(root, 'rect')) {
        const [x, y, w, h] = numbers(rect, 'x', 'y', 'width', 'height') as [number, number, number, number];
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(x + w).toBeLessThanOrEqual(numbers(root, 'width')[0]!);
        expect(y + h).toBeLessThanOrEqual(numbers(root, 'height')[0]!);
      }
    }
  });

  test.each(hostile)('%s is only text', (title) => {
    const svg = confusion({ document, title, truth, gamma: gammaOf(new Array(pixels * components).fill(1)), components, width: 2000 });
    expect(texts(parseSvg(svg))[0]).toBe(title);
  });

  const gamma = gammaOf(new Array(pixels * components).fill(1));
  test.each<[string, Partial<ConfusionOptions>, string]>([
    ['truth', { truth: new Uint8Array() }, 'truth must be at least one, not an empty list'],
    ['gamma', { gamma: gamma.subarray(1) }, 'gamma must be 72 values (3 components × 24 pixels), not 71 values'],
    ['gamma', { gamma: gamma.map((value) => 2 * value) }, 'summing to 1 over the components, not to 2.000 at pixel 0 of frame 0'],
    ['components', { components: 0 }, 'components must be a whole number from 1 to 128, not 0'],
    ['width', { width: 200 }, 'width must be a whole number from 262 to 10000, not 200'],
  ])('refuses bad %s', (argument, bad, message) => {
    const draw = () => confusion({ document, truth, gamma, components, ...bad });
    expect(draw).toThrow(FigureArgumentError);
    expect(draw).toThrow(message);
    expect(draw).toThrow(expect.objectContaining({ argument }));
  });
});
