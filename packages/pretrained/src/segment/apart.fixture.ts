import { paperShapes } from '@neural-em/datasets';
import type { Picture } from '@neural-em/datasets/fit';
import { createRandom } from '@neural-em/random';

/** Draws static shapes until none overlap; returns the picture, and the shape of each pixel, counted from 1. */
export function shapesApart(objects: number, seed: number, side = 28): { readonly picture: Picture; readonly groups: Uint8Array } {
  const random = createRandom(seed, 'apart', objects);
  for (;;) {
    const groups = new Uint8Array(side * side);
    const fits = Array.from({ length: objects }, (_, k) => {
      const rows = paperShapes[random.integer(paperShapes.length)]!;
      const [top, left] = [random.integer(side + 1 - rows.length), random.integer(side + 1 - rows[0]!.length)];
      return rows.every((row, y) =>
        Array.from(row).every((value, x) => {
          const at = (top + y) * side + left + x;
          if (value === '0') return true;
          if (groups[at] !== 0) return false;
          groups[at] = k + 1;
          return true;
        }),
      );
    });
    if (fits.every(Boolean)) return { picture: { width: side, height: side, data: groups.map((group) => (group > 0 ? 255 : 0)) }, groups };
  }
}
