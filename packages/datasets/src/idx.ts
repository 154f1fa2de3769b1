import { DatasetFileError } from './errors.ts';

/** An array of bytes from an IDX file. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array;
}

/**
 * Reads the unpacked IDX format of MNIST: two zero bytes, the type 8 (unsigned bytes), the number of axes, their lengths as
 * big-endian 32-bit integers, then the values. Errors name the file by `file`. The values are a view of `bytes`, not a copy.
 * Throws a `DatasetFileError` for any other content or length.
 */
export function parseIdx(bytes: Uint8Array, file = 'IDX data'): IdxArray {
  const fail = (place: string, expected: string, found: string) => new DatasetFileError({ file, place, expected, found });
  if (bytes.length < 4) throw fail('header', 'at least 4 bytes', `${bytes.length} bytes`);
  const [zero, alsoZero, type, axes] = bytes;
  if (zero !== 0 || alsoZero !== 0) throw fail('byte 0', 'the magic number 0, 0', `${zero}, ${alsoZero}`);
  if (type !== 8) throw fail('byte 2', 'type 8 (unsigned bytes)', `type ${type}`);
  if (axes === undefined || axes < 1 || axes > 3) throw fail('byte 3', '1 to 3 axes', `${axes}`);
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw fail('header', `${start} bytes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length - start !== count) throw fail('values', `${shape.join(' × ')} = ${count} bytes`, `${bytes.length - start} bytes`);
  return { shape, values: bytes.subarray(start) };
}
