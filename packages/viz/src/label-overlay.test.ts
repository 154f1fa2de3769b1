import { expect, it } from 'vitest';
import { FigureArgumentError, labelOverlay, palette } from './index.ts';

const grey = { width: 2, height: 1, data: [100, 200] };

it('tints the pixels of labels, and leaves the others as they are', () => {
  const { width, height, data } = labelOverlay({
    picture: grey,
    labels: [0, 2],
    colours: [
      [9, 9, 9],
      [0, 100, 255],
    ],
    tint: 0.25,
  });
  expect([width, height, ...data]).toEqual([2, 1, 100, 100, 100, 150, 175, 213]);
});

it('reads colours, magnifies, and takes the colours of the palette by default', () => {
  const picture = { width: 1, height: 2, data: [1, 2, 3, 4, 5, 6] };
  const { width, height, data } = labelOverlay({ picture, labels: [0, 1], tint: 1, scale: 2 });
  const [first] = palette(1);
  expect([width, height]).toEqual([2, 4]);
  expect([...data]).toEqual([...[1, 2, 3], ...[1, 2, 3], ...[1, 2, 3], ...[1, 2, 3], ...first!, ...first!, ...first!, ...first!]);
});

it.each([
  [{ labels: [0] }, 'labels must be 2 values (1 height × 2 width), not 1 values'],
  [{ labels: [0, 3], colours: palette(2) }, 'colours must be 3 colours, one for each label, not 2 colours'],
  [{ tint: 2 }, 'tint must be a number from 0 to 1, not 2'],
  [{ scale: 0 }, 'scale must be a whole number of at least 1, not 0'],
  [{ picture: { ...grey, width: 3 }, labels: [0, 0, 0] }, 'channels of picture must be a whole number of at least 1'],
])('refuses %j', (changes, message) => {
  const overlay = () => labelOverlay({ picture: grey, labels: [0, 1], ...changes });
  expect(overlay).toThrow(FigureArgumentError);
  expect(overlay).toThrow(message);
});
