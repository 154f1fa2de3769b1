import { invertedTriangle, square, staticShapes, triangle } from '@neural-em/datasets';
import { type Bitmap, moveTo, objectOf, type Place } from './picture.ts';

/** The shapes that readers can stamp: those of the paper. */
export const stamps = { square, triangle, 'inverted triangle': invertedTriangle } as const;
export type StampName = keyof typeof stamps;

/** Returns a shape with its middle at a place, or as near to it as the shape stays inside the picture. */
export function stampAt(name: StampName, { x, y }: Place): Bitmap {
  const rows = stamps[name];
  const width = rows[0]!.length;
  const object = { x: 0, y: 0, width, height: rows.length, bits: rows.join('') };
  return moveTo(object, { x: x - (width >> 1), y: y - (rows.length >> 1) });
}

/** Returns three shapes at random places, the same for the same number; no training has seen these pictures. */
export function surprise(scene: number): Bitmap[] {
  const { frames } = staticShapes({ seed: scene, objects: 1 }).read('test', [0, 1, 2]);
  const size = frames.length / 3;
  return [0, 1, 2].flatMap((b) => {
    const covered = Array.from({ length: size }, (_, i) => i).filter((i) => frames[b * size + i] === 1);
    return objectOf(covered) ?? [];
  });
}
