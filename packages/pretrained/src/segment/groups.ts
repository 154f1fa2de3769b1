import type { Inference } from '@neural-em/trainers';

/** How far a value is from the background where a pixel belongs to an object. */
const INK = 0.1;

/** A frame as a model grouped it. Axes: K components, D pixels. */
export interface Grouped {
  readonly k: number;
  readonly start: number;
  /** [K, D]. */
  readonly gamma: Float32Array;
  /** [K, M]. */
  readonly theta: Float32Array;
  /** Nats of the whole frame that are not explained. */
  readonly cost: number;
  /** 1 where a pixel belongs to an object, [D]. */
  readonly ink: Uint8Array;
}

/** Which pixels differ from the background in any channel. */
export function inkOf(
  image: Float32Array,
  { channels, background }: { readonly channels: number; readonly background: number },
): Uint8Array {
  const ink = new Uint8Array(image.length / channels);
  for (let i = 0; i < image.length; i++) if (Math.abs(image[i]! - background) > INK) ink[Math.floor(i / channels)] = 1;
  return ink;
}

/** One image of a batch at one step. */
export function groupedAt({ steps, start }: Inference, step: number, image: number, { k, ink }: Pick<Grouped, 'k' | 'ink'>): Grouped {
  const { gamma, theta, unexplained } = steps[step]!;
  const of = (values: Float32Array) => values.slice((image * values.length) / start.length, ((image + 1) * values.length) / start.length);
  return { k, ink, start: start[image]!, gamma: of(gamma), theta: of(theta), cost: unexplained[image]! };
}

/** The components that hold at least a share of the pixels of objects over all frames, in their order. */
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

/** Labels of a frame, [D]: the place of the likeliest of the components among them, from 1 on, on pixels of objects; 0 elsewhere. */
export function labelsOf(frame: Grouped, components: readonly number[]): Uint8Array {
  if (components.length === 0) return new Uint8Array(frame.ink.length);
  return frame.ink.map((ink, d) => (ink === 0 ? 0 : components.indexOf(bestOf(frame, d, components)) + 1));
}

/** The largest responsibility of a pixel: 0 is uniform over the components, 1 is certain. */
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
