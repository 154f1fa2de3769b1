import { all, type Element } from '../markup.fixture.ts';

export type Point = readonly [x: number, y: number];

/** Returns the corners of a path of straight lines. */
export function corners(path: Element): Point[] {
  return [...path.getAttribute('d')!.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]): Point => [Number(x), Number(y)]);
}

/** Returns the paths that have these attributes themselves or in the group around them. */
export function paths(root: Element, attributes: Readonly<Record<string, string | number>>): Element[] {
  const has = (element: Element | null) =>
    Object.entries(attributes).every(([name, value]) => element?.getAttribute(name) === String(value));
  return all(root, 'path').filter((path) => has(path) || has(path.parentElement as Element | null));
}

/** Returns the place to which the transform of a mark moves it. */
export function placeOf(mark: Element): Point {
  const [, x, y] = mark.getAttribute('transform')!.match(/translate\((-?[\d.]+),(-?[\d.]+)\)/)!;
  return [Number(x), Number(y)];
}

/** Returns by how many pixels the pairs of values and pixels miss the line through the first and the last pair, at the most. */
export function bend(values: readonly number[], pixels: readonly number[]): number {
  const [from, to] = [values[0]!, values.at(-1)!];
  const scale = (pixels.at(-1)! - pixels[0]!) / (to - from);
  return Math.max(...values.map((value, i) => Math.abs(pixels[i]! - pixels[0]! - scale * (value - from))));
}
