import { choice, name, number, optional, optionalGroup, text, whole } from '../kinds.ts';

/** What is grouped. */
export const dataRows = {
  kind: name(
    'data set',
    ['static-shapes', 'flying-shapes', 'flying-mnist', 'bouncing-balls', 'curtained-balls', 'color-sprites', 'textured-digits', 'files'],
    { fallback: 'static-shapes' },
  ),
  path: optional(text('where files are: an HDF5 or npz file, or a folder of PNG images', { fallback: '' })),
  seed: whole(
    'seed of the images, and of the split of files that have no parts; apart from `seed`, so that other runs learn from the same images',
    {
      from: 0,
      fallback: 0,
    },
  ),
  height: whole('rows of an image', { from: 1, fallback: 28 }),
  width: whole('columns of an image', { from: 1, fallback: 28 }),
  channels: whole('channels of a pixel: 1 for grey, 3 for colour', { from: 1, fallback: 1 }),
  objects: whole('objects in an image', { from: 1, to: 255, fallback: 3 }),
  leastObjects: optional(
    whole('bouncing balls: the least there may be, where their number differs from image to image; `objects` is then the most', {
      from: 1,
      to: 255,
      fallback: 1,
    }),
  ),
  frames: whole('frames of an item; 1 for static images', { from: 1, fallback: 1 }),
  size: {
    training: whole('items to train on, at most', { from: 1, fallback: 50_000 }),
    validation: whole('items to validate on, at most', { from: 1, fallback: 10_000 }),
    test: whole('items to score, at most', { from: 1, fallback: 10_000 }),
  },
  shares: optionalGroup({
    validation: number('share of the items that files without parts give to validation', { above: 0, below: 1, fallback: 0.1 }),
    test: number('share of the items that files without parts give to the test', { above: 0, below: 1, fallback: 0.1 }),
  }),
  scale: number('what pixel values are divided by: 255 for bytes', { above: 0, fallback: 1 }),
  velocity: optionalGroup({
    law: choice(
      'how objects move: `whole`, each axis uniform over −speed … speed; `constant`, that speed in any direction',
      ['whole', 'constant'],
      {
        fallback: 'whole',
      },
    ),
    speed: number('pixels a frame', { from: 0, fallback: 1 }),
  }),
  variants: optional(
    whole('flying MNIST: how many of the training digits take part, from the first on', {
      from: 1,
      or: 'all',
      fallback: 'all',
      was: [[0, 'all']],
    }),
  ),
};
