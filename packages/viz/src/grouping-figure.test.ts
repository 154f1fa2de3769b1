import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { example, find, greys, height, isBlank, owner, pixels, same, scale, unit, values, width } from './figures.fixture.ts';
import { FigureArgumentError, type GroupingFigureOptions, groupingFigure, palette } from './index.ts';

describe('groupingFigure', () => {
  test('shows every input, assignment and prediction exactly, in rows and columns', () => {
    const [steps, components] = [3, 4];
    const options = example(steps, components);
    const picture = groupingFigure({ ...options, title: 'A title' });
    const colours = palette(components);
    const rowsOf = (step: number) => [
      greys(options.inputs.subarray(step * pixels, (step + 1) * pixels)),
      Array.from({ length: pixels }, (_, i) => colours[owner(step, i, components)]!).flat(),
      ...Array.from({ length: components }, (_, k) => {
        const start = (step * components + k) * pixels;
        return greys(options.means.subarray(start, start + pixels));
      }),
    ];
    const places = Array.from({ length: steps }, (_, step) => rowsOf(step).map((tile) => find(picture, tile)));
    const [first] = places;
    places.forEach((column, step) => {
      column.forEach((place, row) => {
        expect(place).toEqual({ x: first![0]!.x + step * (width * scale + 2 * unit), y: first![row]!.y });
      });
    });
    // Rows of a band are two units apart, the components five below the others.
    const tops = first!.map((place) => place!.y);
    const apart = tops.slice(1).map((y, i) => y - tops[i]! - height * scale);
    expect(apart).toEqual([2 * unit, 5 * unit, 2 * unit, 2 * unit, 2 * unit]);
  });

  test('grows by one column per step and one row per component', () => {
    const size = (steps: number, components: number) => {
      const { width, height } = groupingFigure(example(steps, components));
      return { width, height };
    };
    const [small, wide, tall] = [size(20, 2), size(21, 2), size(20, 3)];
    expect(wide).toEqual({ width: small.width + width * scale + 2 * unit, height: small.height });
    expect(tall).toEqual({ width: small.width, height: small.height + height * scale + 2 * unit });
  });

  test('never writes into the margin, whatever the sizes and the title', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.string({ maxLength: 40 }),
        (steps, components, title) => {
          const truth = Uint8Array.from({ length: pixels }, (_, i) => i % 4);
          expect(isBlank(groupingFigure({ ...example(steps, components), title, truth }), 3 * unit)).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('draws chosen steps as it draws them alone', () => {
    const options = example(5, 2);
    const cut = (array: Float32Array) => array.slice(0, (array.length / 5) * 2);
    const alone = {
      inputs: cut(options.inputs),
      gamma: cut(options.gamma),
      means: cut(options.means),
      shape: { ...options.shape, steps: 2 },
    };
    expect(same(groupingFigure({ ...options, columns: [0, 1] }), groupingFigure({ ...alone, scale }))).toBe(true);
    expect(same(groupingFigure({ ...options, columns: [4, 1] }), groupingFigure({ ...options, columns: [1, 4] }))).toBe(false);
  });

  test('gives a true group the colour of its component, whatever the labels are', () => {
    const options = example(1, 3);
    const labelled = (names: number[]) => Uint8Array.from({ length: pixels }, (_, i) => (i < 10 ? 0 : names[owner(0, i, 3)]!));
    const picture = groupingFigure({ ...options, truth: labelled([1, 2, 3]) });
    const colours = palette(3);
    const tile = Array.from({ length: pixels }, (_, i) => (i < 10 ? [0, 0, 0] : colours[owner(0, i, 3)]!)).flat();
    expect(find(picture, tile)).toBeDefined();
    expect(same(groupingFigure({ ...options, truth: labelled([9, 4, 200]) }), picture)).toBe(true);
  });

  test('gives groups without a component further colours', () => {
    // Group 2 is the largest, so the one component has its colour.
    const truth = Uint8Array.from({ length: pixels }, (_, i) => (i < 20 ? 1 : i < 60 ? 2 : 3));
    const [component, second, third] = palette(3);
    const tile = [...truth].flatMap((label) => [second!, component!, third!][label - 1]!);
    expect(find(groupingFigure({ ...example(1, 1), truth }), tile)).toBeDefined();
  });

  test('names the colours below: components, their even mix, groups without a component, and what is not scored', () => {
    const truth = Uint8Array.from({ length: pixels }, (_, i) => i % 4);
    const options = { ...example(1, 2), means: values(2 * pixels, 500) };
    const picture = groupingFigure({ ...options, truth });
    const bottom = find(picture, greys(options.means.subarray(pixels)))!.y + height * scale + 1;
    const legend = picture.data.subarray(bottom * picture.width * 3);
    const [a, b, other] = palette(3);
    const mix = a!.map((value, c) => Math.round((value + b![c]!) / 2));
    for (const colour of [a!, b!, mix, other!, [0, 0, 0]]) {
      let count = 0;
      for (let i = 0; i < legend.length; i += 3) if (colour.every((value, c) => legend[i + c] === value)) count++;
      expect(count).toBe((7 * unit - 2) ** 2);
    }
  });

  test('takes truth and intensity once or per step', () => {
    const options = example(3, 2);
    const truth = Uint8Array.from({ length: pixels }, (_, i) => i % 3);
    const intensity = values(pixels, 40);
    const thrice = <A extends Uint8Array | Float32Array>(array: A, all: A): A => {
      for (let step = 0; step < 3; step++) all.set(array, step * pixels);
      return all;
    };
    const perStep = { truth: thrice(truth, new Uint8Array(3 * pixels)), intensity: thrice(intensity, new Float32Array(3 * pixels)) };
    expect(same(groupingFigure({ ...options, ...perStep }), groupingFigure({ ...options, truth, intensity }))).toBe(true);
    const tile = Array.from({ length: pixels }, (_, i) =>
      palette(2)[owner(0, i, 2)]!.map((value) => Math.round(value * intensity[i]!)),
    ).flat();
    expect(find(groupingFigure({ ...options, intensity }), tile)).toBeDefined();
  });

  const good = example(2, 3);
  test.each<[string, Partial<GroupingFigureOptions>, string]>([
    ['inputs', { inputs: new Float32Array(7) }, 'inputs must be 160 values (2 steps × 8 height × 10 width × 1 channels), not 7 values'],
    ['gamma', { gamma: new Float32Array(160) }, 'gamma must be 480 values (2 steps × 3 components × 80 pixels), not 160 values'],
    ['means', { means: new Float32Array() }, 'means must be 480 values (2 steps × 3 components × 80 pixels × 1 channels), not 0 values'],
    ['truth', { truth: new Uint8Array(81) }, 'truth must be 80 values (once for all) or 160 (2 steps × 80 pixels), not 81 values'],
    [
      'intensity',
      { intensity: new Float32Array(1) },
      'intensity must be 80 values (once for all) or 160 (2 steps × 80 pixels), not 1 values',
    ],
    [
      'means',
      { means: good.means.map((value, i) => (i === 11 ? Number.NaN : value)) },
      'means must be made of finite numbers, not NaN at index 11',
    ],
    ['gamma', { gamma: good.gamma.map((value) => -value) }, 'gamma must be at least 0 everywhere, not -1 at index 0'],
    [
      'gamma',
      { gamma: good.gamma.map((value) => value / 2) },
      'gamma must be [components, pixels] per frame, summing to 1 over the components, not to 0.500 at pixel 0 of frame 0',
    ],
    ['shape.channels', { shape: { ...good.shape, channels: 2 } }, 'shape.channels must be 1 (grey) or 3 (RGB), not 2'],
    ['shape.components', { shape: { ...good.shape, components: 0 } }, 'shape.components must be a whole number of at least 1, not 0'],
    ['scale', { scale: 1.5 }, 'scale must be a whole number of at least 1, not 1.5'],
    ['columns', { columns: [2] }, 'columns must be a whole number from 0 to 1, not 2'],
    ['columns', { columns: [] }, 'columns must be at least one step, not an empty list'],
  ])('refuses bad %s', (argument, bad, message) => {
    const draw = () => groupingFigure({ ...good, ...bad });
    expect(draw).toThrow(FigureArgumentError);
    expect(draw).toThrow(message);
    expect(draw).toThrow(expect.objectContaining({ argument }));
  });
});
