import { checkArray, checkGamma, checkSizes, FigureArgumentError } from './errors.ts';

/** Sizes of one frame: K components, H rows, W columns, C channels (1 = grey, 3 = RGB). */
export interface FrameShape {
  readonly components: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The arrays of T steps, frames or images that a figure draws. */
export interface FrameArrays {
  /** What the model saw, [T, H, W, C], in [0, 1]. */
  readonly inputs: Float32Array;
  /** Responsibilities, [T, K, H·W]; they sum to 1 over K. */
  readonly gamma: Float32Array;
  /** What each component predicts, [T, K, H·W, C], in [0, 1]. */
  readonly means: Float32Array;
  /** The object that each pixel belongs to, [T, H·W], or [H·W] for all steps; 0 = not scored, drawn black. */
  readonly truth?: Uint8Array | undefined;
  /** Brightness of each pixel of the soft assignment, in [0, 1], [T, H·W], or [H·W] for all steps. The clean images turn the background black. */
  readonly intensity?: Float32Array | undefined;
}

export interface Frame {
  /** [H, W, C] */
  readonly input: Float32Array;
  /** [K, H·W] */
  readonly gamma: Float32Array;
  /** [K, H·W, C] */
  readonly means: Float32Array;
  /** [H·W] */
  readonly labels: Uint8Array | undefined;
  /** [H·W] */
  readonly intensity: Float32Array | undefined;
}

/** Returns the part of an array that belongs to one index of its first axis. */
export function part<A extends Float32Array | Uint8Array>(values: A, index: number, size: number): A {
  return values.subarray(index * size, (index + 1) * size) as A;
}

/** Takes values [pixels] for all frames or [frames, pixels], and returns a function that gives the values of a frame. */
function onceOrPerFrame<A extends Float32Array | Uint8Array>(argument: string, values: A, count: number, axis: string, pixels: number) {
  const once = values.length === pixels;
  if (!once && values.length !== count * pixels) {
    const expected = `${pixels} values (once for all) or ${count * pixels} (${count} ${axis} × ${pixels} pixels)`;
    throw new FigureArgumentError(argument, expected, `${values.length} values`);
  }
  checkArray(argument, values, { values: values.length });
  return (index: number) => part(values, once ? 0 : index, pixels);
}

/** Checks the arrays of `count` frames and cuts them into frames; errors use `axis`, the caller's name for the first axis. */
export function readFrames(arrays: FrameArrays, count: number, axis: 'steps' | 'images', shape: FrameShape): Frame[] {
  const { inputs, gamma, means, truth, intensity } = arrays;
  const { components, height, width, channels } = shape;
  const pixels = height * width;
  checkSizes({ [axis]: count, components, height, width, channels });
  checkArray('inputs', inputs, { [axis]: count, height, width, channels });
  checkArray('gamma', gamma, { [axis]: count, components, pixels });
  checkArray('means', means, { [axis]: count, components, pixels, channels });
  checkGamma(gamma, components, pixels);
  const labelsOf = truth && onceOrPerFrame('truth', truth, count, axis, pixels);
  const intensityOf = intensity && onceOrPerFrame('intensity', intensity, count, axis, pixels);
  return Array.from({ length: count }, (_, i) => ({
    input: part(inputs, i, pixels * channels),
    gamma: part(gamma, i, components * pixels),
    means: part(means, i, components * pixels * channels),
    labels: labelsOf?.(i),
    intensity: intensityOf?.(i),
  }));
}
