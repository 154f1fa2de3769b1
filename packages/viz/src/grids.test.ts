import { describe, expect, test } from 'vitest';
import { example, find, findAll, greys, height, isBlank, owner, pixels, same, scale, unit, values, width } from './figures.fixture.ts';
import { imageGrid, palette, reconstructionGrid } from './index.ts';

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
    // The components swap objects from image to image, but the labels stay; groups and assignment still have equal colours.
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
