// @ts-expect-error The library has no types; what is used of it is below.
import * as module from 'gifenc';

type Rgb = readonly [number, number, number];

interface FrameOptions {
  readonly palette?: readonly Rgb[];
  /** Milliseconds. */
  readonly delay: number;
  readonly transparent?: boolean;
  readonly transparentIndex?: number;
  /** What happens to the frame before the next is drawn; 1 leaves it in place. */
  readonly dispose: number;
}

interface Encoder {
  writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
  finish(): void;
  bytes(): Uint8Array;
}

interface Gifenc {
  GIFEncoder(): Encoder;
  /** At most `count` colours that stand for those of RGBA pixels. */
  quantize(rgba: Uint8Array, count: number): Rgb[];
}

/** Node gives this CommonJS library as the default export, bundlers its named ones. */
export const gifenc: Gifenc = 'GIFEncoder' in module ? module : module.default;
