/**
 * A picture of one channel (grey), three (RGB) or four (RGBA), rows from the top. The `ImageData` of a page is such a picture. The length of
 * `data` tells the number of channels.
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

/** Returns the number of values of a pixel. */
export function channelsOf({ width, height, data }: Picture): number {
  return data.length / (width * height);
}
