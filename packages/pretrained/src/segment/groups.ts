import { assign } from '@neural-em/metrics';
import type { Inference } from '@neural-em/trainers';

/** A pixel belongs to an object if one of its values differs from the background by more than this. */
const INK = 0.1;

/** A frame as a model grouped it. Axes: K components, D pixels. */
export interface Grouped {
  readonly k: number;
  readonly start: number;
  /** [K, D]. */
  readonly gamma: Float32Array;
  /** [K, M]. */
  readonly theta: Float32Array;
  /** Nats that the components leave unexplained, summed over the frame. */
  readonly cost: number;
  /** 1 where a pixel belongs to an object, [D]. */
  readonly ink: Uint8Array;
}

/** Returns 1 for each pixel that differs from the background in any channel, and 0 for all others. */
export function inkOf(
  image: Float32Array,
  { channels, background }: { readonly channels: number; readonly background: number },
): Uint8Array {
  const ink = new Uint8Array(image.length / channels);
  for (let i = 0; i < image.length; i++) if (Math.abs(image[i]! - background) > INK) ink[Math.floor(i / channels)] = 1;
  return ink;
}

/** Returns one image of a batch as it was grouped at one step. */
export function groupedAt({ steps, start }: Inference, step: number, image: number, { k, ink }: Pick<Grouped, 'k' | 'ink'>): Grouped {
  const { gamma, theta, unexplained } = steps[step]!;
  const of = (values: Float32Array) => values.slice((image * values.length) / start.length, ((image + 1) * values.length) / start.length);
  return { k, ink, start: start[image]!, gamma: of(gamma), theta: of(theta), cost: unexplained[image]! };
}

/**
 * Pairs the K components of two groupings of the same frames, so that pairs share as many pixels of objects as possible.
 *
 * @returns for each component of `to` the component of `frames` that is its pair
 */
export function pairComponents(frames: readonly Grouped[], to: readonly Grouped[], k: number): number[] {
  // Among pairs that share equally much, components keep their order.
  const shared = Float64Array.from({ length: k * k }, (_, pair) => (pair % (k + 1) === 0 ? 1e-6 : 0));
  for (const [t, { gamma, ink }] of frames.entries())
    for (const [d, is] of ink.entries())
      if (is === 1)
        for (let pair = 0; pair < k * k; pair++)
          shared[pair]! += to[t]!.gamma[Math.floor(pair / k) * ink.length + d]! * gamma[(pair % k) * ink.length + d]!;
  return [...assign(shared, [k, k], { maximize: true })];
}

/** Returns a grouping whose component i is component `order[i]` of the given one. */
export function reordered(frame: Grouped, order: readonly number[]): Grouped {
  const inOrder = (values: Float32Array) => {
    const size = values.length / frame.k;
    return Float32Array.from(values, (_, i) => values[order[Math.floor(i / size)]! * size + (i % size)]!);
  };
  return { ...frame, gamma: inOrder(frame.gamma), theta: inOrder(frame.theta) };
}

/** Returns the components that hold at least `minimumShare` of the pixels of objects, counted over all frames, in ascending order. */
export function usedComponents(frames: readonly Grouped[], minimumShare: number): number[] {
  const { k } = frames[0]!;
  const counts = new Float64Array(k);
  let ink = 0;
  for (const frame of frames) {
    const all = Array.from({ length: k }, (_, i) => i);
    for (let d = 0; d < frame.ink.length; d++) {
      if (frame.ink[d] === 0) continue;
      counts[bestOf(frame, d, all)]!++;
      ink++;
    }
  }
  return [...counts.keys()].filter((i) => counts[i]! > 0 && counts[i]! >= minimumShare * ink);
}

/**
 * Returns the labels of a frame, [D]: on pixels of objects the position in `components` of the likeliest one, counted from 1; 0 elsewhere.
 */
export function labelsOf(frame: Grouped, components: readonly number[]): Uint8Array {
  if (components.length === 0) return new Uint8Array(frame.ink.length);
  return frame.ink.map((ink, d) => (ink === 0 ? 0 : components.indexOf(bestOf(frame, d, components)) + 1));
}

/** Returns the largest responsibility of a pixel, scaled so that uniform responsibilities give 0 and a responsibility of 1 gives 1. */
export function certaintyAt({ gamma, k, ink }: Grouped, d: number): number {
  if (k === 1) return 1;
  let largest = 0;
  for (let i = 0; i < k; i++) largest = Math.max(largest, gamma[i * ink.length + d]!);
  return (k * largest - 1) / (k - 1);
}

function bestOf({ gamma, ink }: Grouped, d: number, components: readonly number[]): number {
  let best = components[0]!;
  for (const i of components) if (gamma[i * ink.length + d]! > gamma[best * ink.length + d]!) best = i;
  return best;
}
