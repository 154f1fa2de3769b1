declare module 'gifenc' {
  type Rgb = readonly [number, number, number];

  interface FrameOptions {
    readonly palette?: readonly Rgb[];
    /** Milliseconds. */
    readonly delay?: number;
    readonly transparent?: boolean;
    readonly transparentIndex?: number;
    /** What happens to the frame before the next is drawn; 1 leaves it in place. */
    readonly dispose?: number;
  }

  interface Encoder {
    writeFrame(indices: Uint8Array, width: number, height: number, options: FrameOptions): void;
    finish(): void;
    bytes(): Uint8Array;
  }

  interface Gifenc {
    GIFEncoder(): Encoder;
    /** At most `count` colours that stand for those of RGBA pixels. */
    quantize(rgba: Uint8Array, count: number): [number, number, number][];
  }

  export const GIFEncoder: Gifenc['GIFEncoder'];
  export const quantize: Gifenc['quantize'];
  const gifenc: Gifenc;
  export default gifenc;
}
