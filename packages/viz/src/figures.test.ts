import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FigureArgumentError,
  type GroupingFigureOptions,
  groupingFigure,
  imageGrid,
  type Picture,
  palette,
  reconstructionGrid,
} from './index.ts';

const [height, width, scale] = [8, 10, 3];
const pixels = height * width;
/** Text and gaps are counted in units, two picture pixels for tiles this small. */
const unit = 2;

/** Values in [0, 1] without a pattern, the same at each call. */
const values = (length: number, from = 0) => Float32Array.from({ length }, (_, i) => (((i + from) * 7919) % 1009) / 1008);
/** The component that owns a pixel at a step. */
const owner = (step: number, pixel: number, components: number) => (Math.floor(pixel / 7) + step) % components;

/** A hard grouping: what every tile of its figure shows is known exactly. */
function example(steps: number, components: number): GroupingFigureOptions {
  const gamma = new Float32Array(steps * components * pixels);
  for (let t = 0; t < steps; t++) for (let i = 0; i < pixels; i++) gamma[(t * components + owner(t, i, components)) * pixels + i] = 1;
  const shape = { steps, components, height, width, channels: 1 };
  return { shape, scale, gamma, inputs: values(steps * pixels), means: values(steps * components * pixels, 500) };
}

const greys = (part: Float32Array) => [...part].flatMap((value) => new Array<number>(3).fill(Math.round(value * 255)));

/** Every place where a tile [height, width, 3] stands in a picture, magnified exactly. */
function findAll(picture: Picture, tile: readonly number[]): { x: number; y: number }[] {
  const matches = (x: number, y: number) => {
    for (let row = 0; row < height * scale; row++) {
      for (let i = 0; i < width * scale * 3; i++) {
        const source = (Math.floor(row / scale) * width + Math.floor(i / 3 / scale)) * 3 + (i % 3);
        if (picture.data[((y + row) * picture.width + x) * 3 + i] !== tile[source]) return false;
      }
    }
    return true;
  };
  const places: { x: number; y: number }[] = [];
  for (let y = 0; y <= picture.height - height * scale; y++) {
    for (let x = 0; x <= picture.width - width * scale; x++) if (matches(x, y)) places.push({ x, y });
  }
  return places;
}
const find = (picture: Picture, tile: readonly number[]) => findAll(picture, tile)[0];

/** Whether two pictures are the same, without a listing of all pixels where they are not. */
const same = (a: Picture, b: Picture) => a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;

/** The outermost pixels of a picture, `margin` thick. */
function isBlank({ width, height, data }: Picture, margin: number): boolean {
  return data.every((value, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const inside = x >= margin && x < width - margin && y >= margin && y < height - margin;
    return inside || value === 255;
  });
}

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

describe('reconstructionGrid', () => {
  const { shape, ...arrays } = example(3, 2);
  const options = { ...arrays, shape: { images: 3, components: 2, height, width, channels: 1 } };

  test('reconstructs each pixel from the means weighed by responsibility', () => {
    const picture = reconstructionGrid(options);
    for (let image = 0; image < 3; image++) {
      const tile = Float32Array.from({ length: pixels }, (_, i) => arrays.means[(image * 2 + owner(image, i, 2)) * pixels + i]!);
      expect(find(picture, greys(tile))).toBeDefined();
    }
  });

  test('mixes means in colour too', () => {
    const gamma = Float32Array.from({ length: 2 * pixels }, (_, i) => (i < pixels ? 0.25 : 0.75));
    const means = values(2 * pixels * 3);
    const rgb = { images: 1, components: 2, height, width, channels: 3 };
    const tile = Array.from({ length: pixels * 3 }, (_, i) => Math.round(255 * (0.25 * means[i]! + 0.75 * means[pixels * 3 + i]!)));
    expect(find(reconstructionGrid({ shape: rgb, scale, inputs: values(pixels * 3), gamma, means }), tile)).toBeDefined();
  });

  test('pairs groups with components for each image on its own', () => {
    const truth = Uint8Array.from({ length: 3 * pixels }, (_, i) => 1 + (Math.floor((i % pixels) / 7) % 2));
    const picture = reconstructionGrid({ ...options, truth });
    const colours = palette(2);
    // The owners change places from image to image and the labels do not; groups and assignment still look alike.
    for (let image = 0; image < 2; image++) {
      const tile = Array.from({ length: pixels }, (_, i) => colours[owner(image, i, 2)]!).flat();
      const column = findAll(picture, tile).filter(({ x }) => x === find(picture, tile)!.x);
      expect(column.length).toBe(2);
    }
  });

  test('wants a label per image', () => {
    expect(() => reconstructionGrid({ ...options, labels: ['one'] })).toThrow('labels must be 3 names (one per image), not 1 names');
    expect(isBlank(reconstructionGrid({ ...options, labels: ['one', 'a very long name', 'y'] }), 3 * unit)).toBe(true);
  });
});

describe('imageGrid', () => {
  const images = values(5 * pixels);
  const shape = { images: 5, height, width, channels: 1 };
  const tileOf = (i: number) => greys(images.subarray(i * pixels, (i + 1) * pixels));

  test('lays the images out in reading order', () => {
    const picture = imageGrid({ images, shape, scale, columns: 2 });
    const first = find(picture, tileOf(0))!;
    for (let i = 0; i < 5; i++) {
      const place = { x: first.x + (i % 2) * (width * scale + 2 * unit), y: first.y + Math.floor(i / 2) * (height * scale + 2 * unit) };
      expect(find(picture, tileOf(i))).toEqual(place);
    }
  });

  test('is about square by default, and labels make room for themselves', () => {
    expect(same(imageGrid({ images, shape, scale }), imageGrid({ images, shape, scale, columns: 3 }))).toBe(true);
    const picture = imageGrid({ images, shape, scale, labels: ['1', 'much wider than a tile', '3', '4', '5'] });
    expect(isBlank(picture, 3 * unit)).toBe(true);
    for (let i = 0; i < 5; i++) expect(find(picture, tileOf(i))).toBeDefined();
  });

  test('refuses what does not fit', () => {
    expect(() => imageGrid({ images: images.subarray(1), shape })).toThrow(
      'images must be 400 values (5 images × 8 height × 10 width × 1 channels), not 399',
    );
    expect(() => imageGrid({ images, shape, labels: [] })).toThrow('labels must be 5 names (one per image), not 0 names');
    expect(() => imageGrid({ images, shape, columns: 0 })).toThrow('columns must be a whole number of at least 1, not 0');
  });
});
