/** Red, green and blue, each 0–255, sRGB. */
export type Colour = readonly [red: number, green: number, blue: number];

/** An RGB picture: `data` is [height, width, 3], rows from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 3;
  readonly data: Uint8Array;
}

/** Returns a picture of one colour. */
export function createPicture(width: number, height: number, [red, green, blue]: Colour): Picture {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = red;
    data[i + 1] = green;
    data[i + 2] = blue;
  }
  return { width, height, channels: 3, data };
}

/** A rectangle in whole pixels; (x, y) is its top left corner. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Fills a box, which must lie inside the picture. */
export function fillBox(picture: Picture, { x, y, width, height }: Box, colour: Colour): void {
  for (let row = y; row < y + height; row++) {
    const start = (row * picture.width + x) * 3;
    for (let i = 0; i < width * 3; i++) picture.data[start + i] = colour[i % 3]!;
  }
}

/** Draws a tile with its top left corner at (x, y), each of its pixels `scale` wide and high; it must lie inside the picture. */
export function drawTile(picture: Picture, tile: Picture, x: number, y: number, scale: number): void {
  const { data, width } = picture;
  const length = tile.width * scale * 3;
  for (let row = 0; row < tile.height; row++) {
    const start = ((y + row * scale) * width + x) * 3;
    for (let i = 0; i < length; i++) {
      data[start + i] = tile.data[(row * tile.width + Math.floor(i / (3 * scale))) * 3 + (i % 3)]!;
    }
    for (let copy = 1; copy < scale; copy++) data.copyWithin(start + copy * width * 3, start, start + length);
  }
}
