import { choice, name, number, optional, optionalGroup, text, whole } from '../kinds.ts';

/** Settings of the images or sequences. */
export const dataRows = {
  kind: name(
    'data set',
    ['still-shapes', 'flying-shapes', 'flying-digits', 'bouncing-balls', 'curtained-balls', 'color-sprites', 'textured-digits', 'files'],
    {
      fallback: 'still-shapes',
      // Experiments have these names.
      was: [
        ['static-shapes', 'still-shapes'],
        ['flying-mnist', 'flying-digits'],
      ],
    },
  ),
  path: optional(text('path of your data: an HDF5 or npz file, or a folder of PNG images', { fallback: '' })),
  seed: whole(
    'seed of the images, and of the split of files without splits; it differs from `seed`, so that runs with other seeds learn from the same images',
    {
      from: 0,
      fallback: 0,
    },
  ),
  height: whole('number of rows of an image', { from: 1, fallback: 28 }),
  width: whole('number of columns of an image', { from: 1, fallback: 28 }),
  channels: whole('number of channels of a pixel: 1 for grey, 3 for colour', { from: 1, fallback: 1 }),
  objects: whole('number of objects in an image', { from: 1, to: 255, fallback: 3 }),
  leastObjects: optional(
    whole('bouncing balls: smallest number of balls, if the number differs between images; `objects` is then the largest number', {
      from: 1,
      to: 255,
      fallback: 1,
    }),
  ),
  frames: whole('number of frames of an item; 1 for static images', { from: 1, fallback: 1 }),
  size: {
    training: whole('largest number of items to train on', { from: 1, fallback: 50_000 }),
    validation: whole('largest number of items to validate on', { from: 1, fallback: 10_000 }),
    test: whole('largest number of items to score', { from: 1, fallback: 10_000 }),
  },
  shares: optionalGroup({
    validation: number('share of the items that is used for validation, for files without splits', { above: 0, below: 1, fallback: 0.1 }),
    test: number('share of the items that is used for the test, for files without splits', { above: 0, below: 1, fallback: 0.1 }),
  }),
  scale: number('number that pixel values are divided by: 255 for bytes', { above: 0, fallback: 1 }),
  velocity: optionalGroup({
    law: choice(
      'how objects move: `whole` draws whole numbers from −speed to speed for each axis; `constant` takes this speed in a random direction',
      ['whole', 'constant'],
      {
        fallback: 'whole',
      },
    ),
    speed: number('speed in pixels per frame', { from: 0, fallback: 1 }),
  }),
  variants: optional(
    whole('flying MNIST: number of training digits that are used, from the first one', {
      from: 1,
      or: 'all',
      fallback: 'all',
      was: [[0, 'all']],
    }),
  ),
};
