export type Colour = readonly [number, number, number];

/** The background colour of all pictures, on light and dark pages. */
const NIGHT: Colour = [16, 19, 26];
const CHALK: Colour = [236, 238, 242];
/** Brightness with which the assignment of an unlit pixel is drawn. */
const DIM = 0.2;

/** Sets every pixel of a canvas by a function of its index; the canvas gets the size of the image. */
export function fill(canvas: HTMLCanvasElement, height: number, width: number, colour: (pixel: number) => Colour): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    const [red, green, blue] = colour(i);
    image.data[4 * i] = red;
    image.data[4 * i + 1] = green;
    image.data[4 * i + 2] = blue;
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

/** Returns the colour that lies the given share of the way from `NIGHT` to another colour. */
export function lit(colour: Colour, share: number): Colour {
  const mix = (c: 0 | 1 | 2) => NIGHT[c] + Math.max(0, Math.min(1, share)) * (colour[c] - NIGHT[c]);
  return [mix(0), mix(1), mix(2)];
}

export const grey = (share: number): Colour => lit(CHALK, share);

/** Returns the colours of a soft assignment: those of the components, mixed by gamma [K, D], and brighter where the image is lit. */
export function assignment(gamma: Float32Array, image: Float32Array, colours: readonly Colour[]): (pixel: number) => Colour {
  const pixels = image.length;
  return (i) => {
    const mixed: [number, number, number] = [0, 0, 0];
    for (let k = 0; k * pixels < gamma.length; k++) {
      const share = gamma[k * pixels + i]!;
      const colour = colours[k]!;
      for (const c of [0, 1, 2] as const) mixed[c] += share * colour[c];
    }
    return lit(mixed, DIM + (1 - DIM) * image[i]!);
  };
}

/** Returns a colour in the notation of CSS. */
export const css = ([red, green, blue]: Colour) => `rgb(${red} ${green} ${blue})`;
