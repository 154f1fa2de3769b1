/** Sizes of a training step. */
export interface Sizes {
  /** B, number of images. */
  readonly batch: number;
  /** K, number of components. */
  readonly components: number;
  /** T, number of EM steps on a static image, or of frames of a sequence. */
  readonly steps: number;
  readonly height: number;
  readonly width: number;
}

/** One training step, from a clean batch to updated weights; resolves to the loss. */
export type TrainingStep = () => Promise<number>;

/** A training step to measure: ours, and the PyTorch program that does the same. */
export interface Task {
  readonly sizes: Sizes;
  /** Name of a file in this folder that follows the protocol of `peer.py`. */
  readonly peer: string;
  /** Groups of peers, and the flags of each; the first group is the reference. */
  readonly peerGroups: Readonly<Record<string, readonly string[]>>;
}

/** The tasks that are measured; their sizes are the paper's. */
export const tasks: Readonly<Record<string, Task>> = {
  'static-shapes': {
    sizes: { batch: 64, components: 4, steps: 15, height: 28, width: 28 },
    peer: 'peer_static_shapes.py',
    peerGroups: { PyTorch: [] },
  },
  'flying-shapes': {
    sizes: { batch: 64, components: 3, steps: 20, height: 28, width: 28 },
    peer: 'peer_flying_shapes.py',
    peerGroups: { PyTorch: [], 'PyTorch transposed': ['--transposed'] },
  },
};

/** Returns sizes as command-line flags. */
export function sizeFlags(sizes: Sizes): string[] {
  return Object.entries(sizes).flatMap(([name, value]) => [`--${name}`, String(value)]);
}
