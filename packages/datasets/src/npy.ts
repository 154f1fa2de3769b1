import { DatasetFileError } from './errors.ts';
import type { Numbers } from './stored.ts';
import { toNumbers } from './stored.ts';

// The format is described in NumPy's documentation, numpy.lib.format.

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  readonly type: NpyType;
  readonly shape: readonly number[];
  /** Where the values start, in bytes. */
  readonly start: number;
}

type NpyType = keyof typeof types;
const types = {
  '|b1': Uint8Array,
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '<u2': Uint16Array,
  '<i2': Int16Array,
  '<u4': Uint32Array,
  '<i4': Int32Array,
  '<u8': BigUint64Array,
  '<i8': BigInt64Array,
  '<f4': Float32Array,
  '<f8': Float64Array,
} as const;
const isType = (name: string): name is NpyType => Object.hasOwn(types, name);

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Reads the header at the start of `bytes`, which may hold more. Throws a `DatasetFileError` if it is none or of an array that is not read here. */
export function parseNpyHeader(bytes: Uint8Array, file: string, place: string): NpyHeader {
  const fail = (part: string, expected: string, found: string) =>
    new DatasetFileError({ file, place: `${place}, ${part}`, expected, found });
  if (!MAGIC.every((byte, i) => bytes[i] === byte))
    throw fail('byte 0', 'the magic string \\x93NUMPY', `bytes ${[...bytes.subarray(0, 6)].join(', ')}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[6]!;
  if (!(version >= 1 && version <= 3) || bytes.length < 12) throw fail('byte 6', 'format version 1, 2 or 3', `${version}`);
  const headerStart = version === 1 ? 10 : 12;
  const start = headerStart + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (start > bytes.length) throw fail('header', `${start} bytes`, `${bytes.length} bytes`);
  const text = new TextDecoder('latin1').decode(bytes.subarray(headerStart, start));
  const [, type] = /'descr': *'([^']*)'/.exec(text) ?? [];
  const [, order] = /'fortran_order': *(True|False)/.exec(text) ?? [];
  const [, axes] = /'shape': *\(([\d, ]*)\)/.exec(text) ?? [];
  if (type === undefined || order === undefined || axes === undefined)
    throw fail('header', 'descr, fortran_order and shape', text.slice(0, 80));
  if (!isType(type)) throw fail('descr', `one of ${Object.keys(types).join(', ')}`, type);
  if (order === 'True') throw fail('fortran_order', 'False (numpy.ascontiguousarray makes it so)', 'True');
  const shape = axes.split(',').flatMap((axis) => (axis.trim() === '' ? [] : [Number(axis)]));
  return { type, shape, start };
}

/** Reads a whole `.npy` file. Throws a `DatasetFileError` if its length is not what the header says. */
export function parseNpy(bytes: Uint8Array, file: string, place: string): { readonly shape: readonly number[]; readonly values: Numbers } {
  const { type, shape, start } = parseNpyHeader(bytes, file, place);
  const count = shape.reduce((product, length) => product * length, 1);
  const Values = types[type];
  const length = count * Values.BYTES_PER_ELEMENT;
  if (bytes.length - start !== length) {
    throw new DatasetFileError({ file, place: `${place}, values`, expected: `${length} bytes`, found: `${bytes.length - start} bytes` });
  }
  // A typed array starts at a multiple of its element's size.
  const at = bytes.byteOffset + start;
  const { buffer } = bytes;
  const aligned = at % Values.BYTES_PER_ELEMENT === 0 && buffer instanceof ArrayBuffer;
  const values = aligned ? new Values(buffer, at, count) : new Values(new Uint8Array(bytes.subarray(start)).buffer);
  return { shape, values: toNumbers(values) };
}

/** The header of a `.npy` file of version 1, padded as NumPy does. */
export function npyHeader(type: '|u1' | '<f4', shape: readonly number[]): Uint8Array {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${axes}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64 - 10;
  const header = `${text.padEnd(length - 1)}\n`;
  return Uint8Array.from([...MAGIC, 1, 0, length & 255, length >> 8, ...[...header].map((character) => character.charCodeAt(0))]);
}

/** The type in a `.npy` file that values have. */
export function npyType(values: Float32Array | Uint8Array): '|u1' | '<f4' {
  return values instanceof Uint8Array ? '|u1' : '<f4';
}

/** The memory of a typed array as bytes. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
