import { DatasetFileError } from './errors.ts';
import { readHalf } from './half.ts';
import type { Numbers } from './stored-array.ts';

// The format is described in NumPy's documentation, numpy.lib.format.

/** The header of a `.npy` file. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  readonly count: number;
  /** The number of bytes of an element in the file. */
  readonly itemBytes: number;
  /** Whether columns come first: the first axis runs fastest. */
  readonly fortran: boolean;
  /** Whether values of several bytes start with the highest byte. */
  readonly bigEndian: boolean;
  /** The position of the values in the file, in bytes. */
  readonly start: number;
  readonly problem?: undefined;
}

/** The result for an array that cannot be read, because it does not hold numbers or the file is not an array. */
export interface UnreadableNpy {
  readonly problem: DatasetFileError;
}

type NpyType = keyof typeof types;
const types = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  // The bits of 16-bit floats.
  f2: Uint16Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;
const isType = (name: string): name is NpyType => Object.hasOwn(types, name);

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/**
 * Reads the header at the start of `bytes`, which may hold more. Throws a `DatasetFileError` if the header is damaged. For an array of
 * strings, objects, records or complex numbers, and for other content than a header, it returns a `problem`.
 */
export function parseNpyHeader(bytes: Uint8Array, file: string, place: string): NpyHeader | UnreadableNpy {
  const fail = (part: string, expected: string, found: string) =>
    new DatasetFileError({ file, place: `${place}, ${part}`, expected, found });
  if (!MAGIC.every((byte, i) => bytes[i] === byte))
    return { problem: fail('byte 0', 'the magic string \\x93NUMPY', `bytes ${[...bytes.subarray(0, 6)].join(', ') || 'none'}`) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (!(version >= 1 && version <= 3) || bytes.length < 12) throw fail('byte 6', 'format version 1, 2 or 3', `${version}`);
  const headerStart = version === 1 ? 10 : 12;
  const start = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw fail('header', `${start} bytes`, `${bytes.length} bytes`);
  const text = new TextDecoder('latin1').decode(bytes.subarray(headerStart, start));
  const [, descr] = /['"]descr['"] *: *(\[|['"][^'"]*['"])/.exec(text) ?? [];
  const [, order] = /['"]fortran_order['"] *: *(True|False)/.exec(text) ?? [];
  // Python 2 writes long integers with an L behind.
  const [, axes] = /['"]shape['"] *: *\(([\dL, ]*)\)/.exec(text) ?? [];
  if (descr === undefined || order === undefined || axes === undefined)
    throw fail('header', 'descr, fortran_order and shape', text.slice(0, 80) || 'nothing');
  const [, endian = '', type = ''] = /^['"]([<>=|]?)(.*)['"]$/.exec(descr) ?? [];
  if (!isType(type)) {
    return { problem: fail('descr', `numbers: ${Object.keys(types).join(', ')}`, descr === '[' ? 'an array of records' : descr) };
  }
  const shape = axes.split(',').flatMap((axis) => (axis.trim() === '' ? [] : [Number(axis.replace('L', ''))]));
  const count = shape.reduce((product, length) => product * length, 1);
  const itemBytes = types[type].BYTES_PER_ELEMENT;
  return { type, shape, count, itemBytes, fortran: order === 'True', bigEndian: endian === '>', start };
}

/** Returns the number of bytes that the values take in memory; 16-bit floats become 32-bit ones. */
export function npyByteLength({ type, count, itemBytes }: NpyHeader): number {
  return count * (type === 'f2' ? 4 : itemBytes);
}

/** Reads a whole `.npy` file. Throws a `DatasetFileError` for other types than numbers, and if its length does not agree with the header. */
export function parseNpy(bytes: Uint8Array, file: string, place: string) {
  const header = parseNpyHeader(bytes, file, place);
  if (header.problem !== undefined) throw header.problem;
  const { type, shape, count, itemBytes, fortran, bigEndian, start } = header;
  const Values = types[type];
  if (bytes.length - start !== count * itemBytes) {
    throw new DatasetFileError({
      file,
      place: `${place}, values`,
      expected: `${count * itemBytes} bytes`,
      found: `${bytes.length - start} bytes`,
    });
  }
  // A typed array must start at a multiple of its element size; other bytes are copied.
  const at = bytes.byteOffset + start;
  const { buffer } = bytes;
  const copied = at % itemBytes !== 0 || !(buffer instanceof ArrayBuffer);
  const raw = copied ? new Uint8Array(bytes.subarray(start)) : new Uint8Array(buffer, at, count * itemBytes);
  if (bigEndian) swap(raw, itemBytes);
  const stored = new Values(raw.buffer, raw.byteOffset, count);
  const values: Numbers =
    type === 'f2'
      ? readHalf(stored as Uint16Array)
      : 'bigint' === typeof stored[0]
        ? Float64Array.from(stored, Number)
        : (stored as Numbers);
  return { shape, values: fortran ? rowsFirst(values, shape) : values, integers: !type.startsWith('f') };
}

/** Reverses the bytes of each value in place. */
function swap(bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length && size > 1; at += size) bytes.subarray(at, at + size).reverse();
}

/** Returns the values of an array whose first axis runs fastest, in the order in which the last axis runs fastest. */
function rowsFirst(values: Numbers, shape: readonly number[]): Numbers {
  const out = values.slice();
  const strides: number[] = [];
  shape.reduce((stride, length, axis) => {
    strides[axis] = stride;
    return stride * length;
  }, 1);
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = values[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return out;
}

/** Returns the header of a `.npy` file of version 1, padded like NumPy's. */
export function npyHeader(type: '|u1' | '<f4', shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = `${text.padEnd(length - 1)}\n`;
  return Uint8Array.from([...MAGIC, 1, 0, length & 255, length >> 8, ...[...header].map((character) => character.charCodeAt(0))]);
}

/** Returns the type of values in a `.npy` file. */
export function npyType(values: Float32Array | Uint8Array): '|u1' | '<f4' {
  return values instanceof Uint8Array ? '|u1' : '<f4';
}

/** Returns the memory of a typed array as bytes, without a copy. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
