/**
 * A picture of one channel (grey), three (RGB) or four (RGBA), rows from the top; a page's `ImageData` is one. The number of channels is that of
 * the values of a pixel.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** [H, W, channels], 0–255. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** A rectangle of pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Values of a pixel. */
export function channelsOf({ width, height, data }: Picture): number {
  return data.length / (width * height);
}
