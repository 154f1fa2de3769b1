import { isShallow } from '@neural-em/checks';
import { WeightsError } from './errors.ts';
import { toHalf } from './half.ts';
import { isRecord } from './is-record.ts';
import { storedTypes } from './safetensors-types.ts';
import type { Weights } from './weights.ts';

const PREFIX = 8;
const ALIGNMENT = 8;
/** The longest header, in bytes, as in the reader of the format's authors. */
const LARGEST_HEADER = 100_000_000;

/** The precision of stored values: single or half. */
export type Precision = 'F32' | 'F16';

/** Functions that return the bytes of values, in the byte order of this machine. */
const writers: Readonly<Record<Precision, (values: Float32Array) => Uint8Array>> = {
  F32: (values) => new Uint8Array(values.slice().buffer),
  F16: (values) => new Uint8Array(Uint16Array.from(values, toHalf).buffer),
};

/**
 * Returns weights in the safetensors format, which Python reads, too: eight bytes of header length, a JSON header, then the
 * values, little-endian.
 *
 * @param metadata - texts to keep in the header.
 * @param options - precision: F32, or F16 at half the size, rounded to 11 significant bits.
 */
export function encodeSafetensors(
  weights: Weights,
  metadata: Readonly<Record<string, string>> = {},
  { precision = 'F32' }: { readonly precision?: Precision } = {},
): Uint8Array {
  const { size } = storedTypes[precision]!;
  const write = writers[precision];
  let offset = 0;
  const entries = Object.entries(weights).map(([name, { shape, values }]) => {
    const start = offset;
    offset += values.length * size;
    return [name, { dtype: precision, shape, data_offsets: [start, offset] }] as const;
  });
  // Made from entries, because a weight may have any name, even __proto__.
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...entries])));
  const headerLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(PREFIX + headerLength + offset).fill(0x20, PREFIX, PREFIX + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, PREFIX);
  let at = PREFIX + headerLength;
  for (const { values } of Object.values(weights)) {
    bytes.set(inLittleEndian(write(values), size), at);
    at += values.length * size;
  }
  return bytes;
}

/**
 * Reads weights back as 32-bit floats. The file may hold numbers of any type of the format with 8 to 64 bits, and truth values. Every length, offset
 * and shape is compared with the size of the file before memory is allocated.
 *
 * @throws WeightsError that names the place and says what was expected and what was found, or names a type of tensor that cannot be read.
 */
export function decodeSafetensors(bytes: Uint8Array): { weights: Weights; metadata: Readonly<Record<string, string>> } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (message: string): never => {
    throw new WeightsError(`not a valid safetensors file: ${message}`);
  };
  if (bytes.length < PREFIX) fail(`${bytes.length} bytes, where the header length alone takes ${PREFIX}`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(bytes.length - PREFIX, LARGEST_HEADER))
    fail(`a header of ${headerLength} bytes in a file of ${bytes.length}`);
  const { __metadata__, ...entries } = parseHeader(bytes.subarray(PREFIX, PREFIX + headerLength), fail);
  const start = PREFIX + headerLength;
  let expected = 0;
  const readTensor = (tensor: Described) => {
    const { name, dtype, shape, from, to } = tensor;
    const type = Object.hasOwn(storedTypes, dtype) ? storedTypes[dtype] : undefined;
    if (!type)
      throw new WeightsError(
        `unsupported: tensor ${name} is of type ${dtype}; the types that can be read are ${Object.keys(storedTypes).join(', ')}`,
      );
    const count = shape.reduce((a, b) => a * b, 1);
    const end = expected + type.size * count;
    if (from !== expected || to !== end) fail(`tensor ${name} lies at [${from},${to}], where [${expected},${end}] was expected`);
    expected = end;
    if (start + end > bytes.length) fail(`tensor ${name} ends at byte ${start + end} of a file of ${bytes.length}`);
    return [
      name,
      { shape, values: Float32Array.from({ length: count }, (_, i) => type.read(view, start + from + i * type.size)) },
    ] as const;
  };
  // An empty tensor begins where the next one does.
  const described = Object.entries(entries)
    .map(([name, entry]) => describe(name, entry, fail))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const weights = Object.fromEntries(described.map(readTensor));
  if (start + expected !== bytes.length) fail(`${bytes.length} bytes, where ${start + expected} were expected`);
  return { weights, metadata: readMetadata(__metadata__, fail) };
}

interface Described {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

function describe(name: string, entry: unknown, fail: Fail): Described {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : fail(`tensor ${name} is not described by an object`);
  if (typeof dtype !== 'string') return fail(`tensor ${name} is of type ${JSON.stringify(dtype)}, where a name was expected`);
  if (!isSizes(shape)) return fail(`tensor ${name} has shape ${JSON.stringify(shape)}, where whole numbers were expected`);
  const [from, to] = isSizes(offsets) ? offsets : [];
  if (from === undefined || to === undefined || !isSizes(offsets) || offsets.length !== 2)
    return fail(`tensor ${name} lies at ${JSON.stringify(offsets)}, where two offsets were expected`);
  return { name, dtype, shape, from, to };
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Reverses the bytes of each value in place, on a machine that is not little-endian. */
function inLittleEndian(bytes: Uint8Array, size: number): Uint8Array {
  if (hostIsLittleEndian) return bytes;
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}

type Fail = (message: string) => never;

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header) && isShallow(header)) return header;
  } catch {
    return fail('its header is not JSON');
  }
  return fail('its header is not a JSON object of a few levels');
}

function readMetadata(metadata: unknown, fail: Fail): Record<string, string> {
  // Some programs write null for an empty value.
  if (metadata === undefined || metadata === null) return {};
  if (!isRecord(metadata)) return fail('its metadata is not an object');
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : fail(`its metadata ${key} is not a text`)]),
  );
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
