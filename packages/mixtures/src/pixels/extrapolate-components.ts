import { checkCounts, MixtureInputError } from '../errors.ts';
import { connectedComponents } from './connected-components.ts';
import type { ImageOptions } from './foreground.ts';

export interface ExtrapolateOptions extends ImageOptions {
  /** Number of frames to predict. */
  readonly steps: number;
  /** Number of frames over which the velocity of an object is measured. Default 3. */
  readonly history?: number;
}

/** A connected component: its pixels as rows and columns, and their mean. */
interface Component {
  readonly pixels: readonly (readonly [row: number, column: number])[];
  readonly centre: readonly [row: number, column: number];
}

/**
 * Predicts frames without learning: each connected component of the last frame moves on with its velocity and bounces off the edges of the
 * image. Components ignore each other, so they pass through one another where objects would collide.
 *
 * The velocity is the distance that a component's centre moved over the last `history` frames, divided by their number. A component is
 * followed backwards: from each frame to the nearest centre in the frame before. If it cannot be followed that far, fewer frames count.
 *
 * @param frames pixel values of the known frames, [T, H, W]; the last `history` + 1 are used
 * @returns for each step the component that each pixel shows, [steps, H, W]: 0 for the background, components 1, 2, … as
 *   `connectedComponents` numbers them in the last frame
 * Throws a `MixtureInputError` for frames that do not fit the size, or counts below 1.
 */
export function extrapolateComponents(frames: ArrayLike<number>, { steps, history = 3, ...image }: ExtrapolateOptions): Int32Array {
  checkCounts({ steps });
  checkCounts({ history });
  const { height, width } = image;
  const D = height * width;
  if (frames.length === 0 || frames.length % D !== 0)
    throw new MixtureInputError(`frames must hold one or more frames of ${height} · ${width} = ${D} pixels, got ${frames.length} values`);
  const T = frames.length / D;
  const known = Array.from({ length: Math.min(T, history + 1) }, (_, back) =>
    componentsOf(
      Array.from({ length: D }, (_, i) => frames[(T - 1 - back) * D + i]!),
      image,
    ),
  );
  const predicted = new Int32Array(steps * D);
  known[0]!.forEach((component, k) => {
    const velocity = velocityOf(component, known);
    for (let step = 1; step <= steps; step++) {
      const [down, across] = [0, 1].map((axis) => shift(component, axis as 0 | 1, velocity[axis]! * step, axis === 0 ? height : width));
      for (const [row, column] of component.pixels) predicted[(step - 1) * D + (row + down!) * width + column + across!] = k + 1;
    }
  });
  return predicted;
}

function componentsOf(frame: readonly number[], image: ImageOptions): Component[] {
  const labels = connectedComponents(frame, image);
  const components: [number, number][][] = [];
  labels.forEach((label, i) => {
    if (label === 0) return;
    components[label - 1] ??= [];
    components[label - 1]!.push([Math.floor(i / image.width), i % image.width]);
  });
  return components.map((pixels) => {
    const mean = (axis: 0 | 1) => pixels.reduce((sum, pixel) => sum + pixel[axis], 0) / pixels.length;
    return { pixels, centre: [mean(0), mean(1)] };
  });
}

/** Returns the velocity of a component in pixels per frame; 0 if no component of the frame before lies near it. */
function velocityOf(component: Component, known: readonly Component[][]): readonly [number, number] {
  let at = component.centre;
  let frames = 0;
  for (const before of known.slice(1)) {
    const distance = ({ centre }: Component) => Math.hypot(centre[0] - at[0], centre[1] - at[1]);
    const nearest = [...before].sort((a, b) => distance(a) - distance(b))[0];
    // An object moves by less than its width from frame to frame, and keeps its size unless it touches another.
    if (!nearest || distance(nearest) > Math.sqrt(component.pixels.length) || !isAlike(nearest, component)) break;
    at = nearest.centre;
    frames++;
  }
  return frames === 0 ? [0, 0] : [(component.centre[0] - at[0]) / frames, (component.centre[1] - at[1]) / frames];
}

function isAlike(a: Component, b: Component): boolean {
  return Math.abs(a.pixels.length / b.pixels.length - 1) < 0.3;
}

/** Returns by how many whole pixels a component moves along an axis, if it bounces off the edges and stays inside. */
function shift({ pixels }: Component, axis: 0 | 1, way: number, extent: number): number {
  const places = pixels.map((pixel) => pixel[axis]);
  const first = Math.min(...places);
  const span = extent - 1 - (Math.max(...places) - first);
  if (span === 0) return 0;
  const along = Math.abs(first + way) % (2 * span);
  return Math.round(along > span ? 2 * span - along : along) - first;
}
