import type { Colour } from './picture.ts';

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

/** Full dichromacy on linear RGB (Machado, Oliveira and Fernandes 2009, severity 1.0). */
const dichromacies: readonly Matrix[] = [
  // protanopia
  [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  // deuteranopia
  [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  // tritanopia
  [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
];

/** Linear RGB to cone responses and their cube roots to OKLab (Ottosson 2020). */
const toCones: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const toLab: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const apply = (matrix: Matrix, [x, y, z]: Vector): Vector => {
  const row = (r: Vector) => r[0] * x + r[1] * y + r[2] * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
};
const map = ([x, y, z]: Vector, f: (value: number) => number): Vector => [f(x), f(y), f(z)];

function linear(colour: Colour): Vector {
  return map(colour, (value) => (value <= 10.31475 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4));
}

function oklab(rgb: Vector): Vector {
  return apply(toLab, map(apply(toCones, rgb), Math.cbrt));
}

/** Returns the CIE lightness L* of a colour, 0–100: the grey that a print without colours shows. */
export function lightness(colour: Colour): number {
  const [red, green, blue] = linear(colour);
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance > 0.008856 ? 116 * Math.cbrt(luminance) - 16 : 903.3 * luminance;
}

/** Returns how a colour looks to a reader with normal vision and to each kind of dichromat, in OKLab × 100. */
export function appearances(colour: Colour): readonly Vector[] {
  const rgb = linear(colour);
  const seen = dichromacies.map((matrix) => map(apply(matrix, rgb), (value) => Math.min(1, Math.max(0, value))));
  return [rgb, ...seen].map((view) => map(oklab(view), (value) => 100 * value));
}

/** Returns the least distance between two colours over those readers; readers notice a distance of about 2. */
export function leastDistance(a: readonly Vector[], b: readonly Vector[]): number {
  const squares = a.map(([x, y, z], i) => (x - b[i]![0]) ** 2 + (y - b[i]![1]) ** 2 + (z - b[i]![2]) ** 2);
  return Math.sqrt(Math.min(...squares));
}

/** Returns a colour as CSS writes it, `#rrggbb`. */
export const hex = (colour: Colour) => `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
