import { DatasetOptionError } from './errors.ts';

/** A bitmap: rows of `1` (on) and `0` (off), all of one length. */
export type Shape = readonly string[];

/** Square with an outline two pixels thick, 7×7. */
export const square: Shape = ['1111111', '1111111', '1100011', '1100011', '1100011', '1111111', '1111111'];

/** Triangle, 7×12. */
export const triangle: Shape = [
  '000001100000',
  '000011110000',
  '000111111000',
  '001110011100',
  '011100001110',
  '111111111111',
  '111111111111',
];

/** The triangle upside down. */
export const invertedTriangle: Shape = [...triangle].reverse();

/** The shapes of the paper. */
export const paperShapes: readonly Shape[] = [square, triangle, invertedTriangle];

/** A shape prepared for images of one size: its possible positions, and the pixels that it covers. */
export interface Stamp {
  /** The last row at which the shape still fits: its top is in [0, spanY]. */
  readonly spanY: number;
  readonly spanX: number;
  /** Rows and columns of the shape. */
  readonly height: number;
  readonly width: number;
  /** Pixels that are on, as offsets from the shape's corner in an image of the given width. */
  readonly offsets: Uint32Array;
}

/**
 * Prepares shapes for images of one size. Throws a `DatasetOptionError` for a bitmap that is empty or too large, or has rows of different
 * lengths.
 */
export function makeStamps(shapes: readonly Shape[], height: number, width: number): Stamp[] {
  if (shapes.length === 0) throw new DatasetOptionError('shapes must hold at least one shape, not none');
  return shapes.map((shape, index) => {
    const columns = shape[0]?.length ?? 0;
    const bits = shape.join('');
    if (bits.length !== columns * shape.length || !/^[01]+$/.test(bits) || !shape.every((row) => row.length === columns)) {
      throw new DatasetOptionError(`shapes[${index}] must be rows of 0 and 1 of one length, not ${JSON.stringify(shape)}`);
    }
    if (shape.length > height || columns > width) {
      throw new DatasetOptionError(`shapes[${index}] is ${shape.length}×${columns} and does not fit into an image of ${height}×${width}`);
    }
    const on = [...bits].flatMap((bit, i) => (bit === '1' ? [Math.floor(i / columns) * width + (i % columns)] : []));
    return { spanY: height - shape.length, spanX: width - columns, height: shape.length, width: columns, offsets: Uint32Array.from(on) };
  });
}
