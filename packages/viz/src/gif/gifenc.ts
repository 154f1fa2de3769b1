// @ts-expect-error The library has no types; the types of the parts used here are below.
import * as module from 'gifenc';

type Rgb = readonly [number, number, number];

interface FrameOptions {
  readonly palette?: readonly Rgb[];
  /** In milliseconds. */
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
  /** Returns at most `count` colours that represent those of RGBA pixels. */
  quantize(rgba: Uint8Array, count: number): Rgb[];
}

/** The library is CommonJS: Node gives it as the default export, bundlers give its named exports. */
export const gifenc: Gifenc = 'GIFEncoder' in module ? module : module.default;
