import type { Bitmap } from './picture.ts';
import { stampAt } from './shapes.ts';

/** Prepared pictures. */
export const presets = {
  apart: {
    name: 'Apart',
    objects: [stampAt('square', { x: 6, y: 6 }), stampAt('triangle', { x: 20, y: 9 }), stampAt('inverted triangle', { x: 11, y: 21 })],
  },
  overlapping: {
    name: 'Overlapping',
    objects: [stampAt('square', { x: 11, y: 10 }), stampAt('triangle', { x: 16, y: 13 }), stampAt('inverted triangle', { x: 9, y: 21 })],
  },
  alike: {
    name: 'Three alike',
    objects: [stampAt('square', { x: 6, y: 7 }), stampAt('square', { x: 20, y: 8 }), stampAt('square', { x: 13, y: 20 })],
  },
  crowd: {
    name: 'A crowd',
    objects: [
      stampAt('square', { x: 5, y: 5 }),
      stampAt('triangle', { x: 16, y: 6 }),
      stampAt('inverted triangle', { x: 23, y: 15 }),
      stampAt('triangle', { x: 7, y: 18 }),
      stampAt('square', { x: 17, y: 22 }),
    ],
  },
  one: { name: 'One shape', objects: [stampAt('triangle', { x: 14, y: 14 })] },
} as const satisfies Readonly<Record<string, { readonly name: string; readonly objects: readonly Bitmap[] }>>;
