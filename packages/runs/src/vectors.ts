import { annotationsOf } from '@neural-em/datasets';
import { encodeNpz } from '@neural-em/datasets/npz';
import { objectVectors } from '@neural-em/metrics/probe';
import type { Grouping } from '@neural-em/trainers';

/** Collects the vectors of many images, batch by batch, for a file. */
export interface VectorFile {
  /** Adds a grouping that `evaluate` passes to `onBatch`. */
  add(seen: Grouping): void;
  /**
   * Returns a NumPy archive. Axes: T steps with a weight, N images, K components, M numbers of a vector.
   *
   * - `theta`, float32 [T, N, K, M]: the vectors;
   * - `objects`, uint8 [T, N, K]: the group of the object that each component is matched to, counted from 1; 0 for none;
   * - `frames`, float32 [T]: the frame that each step explains;
   * - `factors/NAME`, with the axes T, N, objects, n: the factors of each object in the data, group 1 first.
   */
  encode(): Promise<Uint8Array>;
}

interface Part {
  readonly shape: readonly number[];
  readonly values: Float32Array | Uint8Array;
}

/** Returns a collector of vectors for a file. */
export function vectorFile(): VectorFile {
  const parts = new Map<string, Part[]>();
  let frames: readonly number[] = [];
  const put = (name: string, part: Part) => parts.set(name, [...(parts.get(name) ?? []), part]);
  return {
    add: (seen) => {
      const { T, B, K, M } = seen.shape;
      frames = seen.frames;
      const factors = annotationsOf(seen.batch);
      const objects = new Uint8Array(T * B * K);
      for (const { t, b, group, component } of objectVectors(seen, {}).places) objects[(t * B + b) * K + component] = group;
      put('theta', { shape: [T, B, K, M], values: seen.theta });
      put('objects', { shape: [T, B, K], values: objects });
      for (const [name, { shape, values }] of Object.entries(factors)) {
        const frame = values.length / shape[0]!;
        if (shape.length !== 4) continue;
        const shown = values instanceof Uint8Array ? new Uint8Array(T * frame) : new Float32Array(T * frame);
        for (const [t, at] of frames.entries()) shown.set(values.subarray(at * frame, (at + 1) * frame), t * frame);
        put(`factors/${name}`, { shape: [T, ...shape.slice(1)], values: shown });
      }
    },
    encode: () =>
      encodeNpz({
        ...Object.fromEntries([...parts].map(([name, of]) => [name, joined(of)])),
        frames: { shape: [frames.length], values: Float32Array.from(frames) },
      }),
  };
}

/** Joins parts [T, B, …] along their second axis. */
function joined(parts: readonly Part[]): Part {
  const [T = 0, , ...rest] = parts[0]!.shape;
  const block = rest.reduce((a, b) => a * b, 1);
  const N = parts.reduce((sum, { shape }) => sum + shape[1]!, 0);
  const values = parts[0]!.values instanceof Uint8Array ? new Uint8Array(T * N * block) : new Float32Array(T * N * block);
  let done = 0;
  for (const part of parts) {
    const B = part.shape[1]!;
    for (let t = 0; t < T; t++) values.set(part.values.subarray(t * B * block, (t + 1) * B * block), (t * N + done) * block);
    done += B;
  }
  return { shape: [T, N, ...rest], values };
}
