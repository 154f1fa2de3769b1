import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { connectedComponents, groupPixels, type ImageOptions, MixtureInputError } from '../images/index.ts';

/** A function that groups the pixels of an image. All of them must pass the tests below. */
type Grouping = (image: ArrayLike<number>, size: ImageOptions) => Int32Array;

const groupings: Record<string, Grouping> = {
  connectedComponents: (image, size) => connectedComponents(image, size),
  'groupPixels by k-means': (image, size) => groupPixels(image, { ...size, by: 'k-means', groups: 3, seed: 4 }),
  'groupPixels by mixture': (image, size) => groupPixels(image, { ...size, by: 'mixture', groups: 3, seed: 4 }),
};

const images = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([height, width]) =>
  fc.record({
    height: fc.constant(height),
    width: fc.constant(width),
    image: fc.array(fc.constantFrom(0, 0, 1, 0.5), { minLength: height * width, maxLength: height * width }),
  }),
);

describe.each(Object.entries(groupings))('%s', (_, group) => {
  it('labels the foreground alone, with groups numbered by their first pixel', () => {
    fc.assert(
      fc.property(images, ({ image, height, width }) => {
        const labels = [...group(image, { height, width })];
        expect(labels.map((label) => label > 0)).toEqual(image.map((value) => value > 0));
        const firsts = [...new Set(labels.filter((label) => label > 0))];
        expect(firsts).toEqual(firsts.map((_, i) => i + 1));
      }),
    );
  });

  it('takes the threshold as part of the background', () => {
    fc.assert(
      fc.property(images, ({ image, height, width }) => {
        const mask = image.map((value) => (value > 0.5 ? 1 : 0));
        expect(group(image, { height, width, threshold: 0.5 })).toEqual(group(mask, { height, width }));
      }),
    );
  });

  it('finds three blocks that lie apart, wherever they are', () => {
    const places = fc.record({ top: fc.nat(6), left: fc.nat(6), gap: fc.integer({ min: 4, max: 8 }) });
    fc.assert(
      fc.property(places, ({ top, left, gap }) => {
        const size = { height: 28, width: 28 };
        const truth = new Int32Array(size.height * size.width);
        const block = (label: number, y: number, x: number) => {
          for (let i = 0; i < 9; i++) truth[(y + Math.floor(i / 3)) * size.width + x + (i % 3)] = label;
        };
        block(1, top, left);
        block(2, top + 1, left + 3 + gap);
        block(3, top + 3 + gap, left);
        expect(group(truth, size)).toEqual(truth);
      }),
    );
  });

  it('says what is wrong with an image', () => {
    expect(() => group([1, 0, 1], { height: 2, width: 2 })).toThrow(MixtureInputError);
    expect(() => group([1, 0, 1], { height: 2, width: 2 })).toThrow('height · width = 4 pixels, got 3');
    expect(() => group([1, Number.NaN], { height: 1, width: 2 })).toThrow('image[1] must be a number, got NaN');
    expect(() => group([], { height: -1, width: 0 })).toThrow('height must be an integer of at least 0, got -1');
    expect(() => group([], { height: 1, width: 0.5 })).toThrow('width must be an integer of at least 0, got 0.5');
    expect(group([], { height: 0, width: 0 })).toEqual(new Int32Array(0));
  });
});
