import { refuse } from '../errors.ts';

/** A picture of one channel (grey), three (RGB) or four (RGBA; alpha is not read), rows from the top. An `ImageData` is such a picture. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** [H, W, channels], 0–255. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** Returns the number of channels. @throws MixtureInputError for a size that does not fit the data. */
export function channelsOf({ width, height, data }: Frame): number {
  const channels = data.length / (width * height);
  if (channels === 1 || channels === 3 || channels === 4) return channels;
  refuse(`a frame of ${width}×${height} pixels`, 'hold 1, 3 or 4 values for each', data.length);
}
