import type { GroupingFigureOptions } from './grouping-figure.ts';
import type { Picture } from './picture.ts';

export const [height, width, scale] = [8, 10, 3];
export const pixels = height * width;
/** The unit of text and gaps: two picture pixels for tiles this small. */
export const unit = 2;

/** Returns values in [0, 1] without a pattern, the same at each call. */
export const values = (length: number, from = 0) => Float32Array.from({ length }, (_, i) => (((i + from) * 7919) % 1009) / 1008);
/** Returns the component that owns a pixel at a step. */
export const owner = (step: number, pixel: number, components: number) => (Math.floor(pixel / 7) + step) % components;

/** Returns a hard grouping, so that tests know exactly what every tile of its figure shows. */
export function example(steps: number, components: number): GroupingFigureOptions {
  const gamma = new Float32Array(steps * components * pixels);
  for (let t = 0; t < steps; t++) for (let i = 0; i < pixels; i++) gamma[(t * components + owner(t, i, components)) * pixels + i] = 1;
  const shape = { steps, components, height, width, channels: 1 };
  return { shape, scale, gamma, inputs: values(steps * pixels), means: values(steps * components * pixels, 500) };
}

export const greys = (part: Float32Array) => [...part].flatMap((value) => new Array<number>(3).fill(Math.round(value * 255)));

/** Returns every place of a picture that shows a tile [height, width, 3], magnified exactly. */
export function findAll(picture: Picture, tile: readonly number[]): { x: number; y: number }[] {
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
export const find = (picture: Picture, tile: readonly number[]) => findAll(picture, tile)[0];

/** Tells whether two pictures are equal; unlike a matcher, it does not list all pixels if they differ. */
export const same = (a: Picture, b: Picture) => a.width === b.width && a.height === b.height && Buffer.compare(a.data, b.data) === 0;

/** Tells whether the border of a picture, `margin` pixels wide, is blank. */
export function isBlank({ width, height, data }: Picture, margin: number): boolean {
  return data.every((value, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const inside = x >= margin && x < width - margin && y >= margin && y < height - margin;
    return inside || value === 255;
  });
}
