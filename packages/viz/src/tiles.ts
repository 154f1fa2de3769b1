import { type Colour, createPicture, type Picture } from './picture.ts';

/** The colour of pixels that are not scored: background, and overlaps of objects. */
export const notScored: Colour = [0, 0, 0];

/** Rows and columns of a tile. */
export interface TileSize {
  readonly height: number;
  readonly width: number;
}

function createTile({ height, width }: TileSize, colourOf: (pixel: number) => Colour): Picture {
  const picture = createPicture(width, height, notScored);
  for (let i = 0; i < height * width; i++) {
    const colour = colourOf(i);
    // Values are clamped because a Uint8Array would wrap around.
    for (let c = 0; c < 3; c++) picture.data[3 * i + c] = Math.round(Math.min(255, Math.max(0, colour[c]!)));
  }
  return picture;
}

/** Draws an image [H, W, C] of values in [0, 1], grey or RGB; values outside are drawn as 0 or 1. */
export function imageTile(values: Float32Array, size: TileSize): Picture {
  const channels = values.length / (size.height * size.width);
  const value = (pixel: number, channel: number) => 255 * values[pixel * channels + Math.min(channel, channels - 1)]!;
  return createTile(size, (i) => [value(i, 0), value(i, 1), value(i, 2)]);
}

/**
 * Draws a soft assignment [K, H, W]: each pixel is the mean of the component colours in sRGB, weighed by responsibility, times its
 * `intensity` [H, W] if that is given.
 */
export function assignmentTile(gamma: Float32Array, size: TileSize, colours: readonly Colour[], intensity?: Float32Array): Picture {
  const pixels = size.height * size.width;
  return createTile(size, (i) => {
    const mixed: [number, number, number] = [0, 0, 0];
    for (let k = 0; k * pixels < gamma.length; k++) {
      const weight = gamma[k * pixels + i]! * (intensity?.[i] ?? 1);
      for (let c = 0; c < 3; c++) mixed[c]! += weight * colours[k]![c]!;
    }
    return mixed;
  });
}

/** Draws labels [H, W], each in its colour, 0 in black. */
export function groupsTile(labels: Uint8Array, size: TileSize, colourOf: (label: number) => Colour): Picture {
  return createTile(size, (i) => (labels[i] === 0 ? notScored : colourOf(labels[i]!)));
}
