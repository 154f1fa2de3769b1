import { WeightsError } from './errors.ts';
import { fromHalf, toHalf } from './half.ts';
import { isRecord } from './is-record.ts';
import type { Weights } from './weights.ts';

const PREFIX = 8;
const ALIGNMENT = 8;
/** The limit of the format's own reader. */
const LARGEST_HEADER = 100_000_000;

/** How values are stored: single or half precision. */
export type Precision = 'F32' | 'F16';

/** Bytes of a value, and the values of bytes and back; all in the byte order of this machine. */
const precisions: Readonly<
  Record<Precision, { size: number; write: (values: Float32Array) => Uint8Array; read: (bytes: Uint8Array) => Float32Array }>
> = {
  F32: {
    size: 4,
    write: (values) => new Uint8Array(values.slice().buffer),
    read: (bytes) => new Float32Array(bytes.buffer),
  },
  F16: {
    size: 2,
    write: (values) => new Uint8Array(Uint16Array.from(values, toHalf).buffer),
    read: (bytes) => Float32Array.from(new Uint16Array(bytes.buffer), fromHalf),
  },
};

/**
 * Weights in the safetensors format, which Python reads too: eight bytes of header length, a JSON header, then the values,
 * little-endian.
 *
 * @param metadata - texts to keep in the header.
 * @param options - precision: F32, or F16 at half the size, rounded to 11 significant bits.
 */
export function encodeSafetensors(
  weights: Weights,
  metadata: Readonly<Record<string, string>> = {},
  { precision = 'F32' }: { readonly precision?: Precision } = {},
): Uint8Array {
  const { size, write } = precisions[precision];
  let offset = 0;
  const entries = Object.entries(weights).map(([name, { shape, values }]) => {
    const start = offset;
    offset += values.length * size;
    return [name, { dtype: precision, shape, data_offsets: [start, offset] }] as const;
  });
  // From entries, since any name may be one, even __proto__.
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
 * Reads weights back. Every length, offset and shape is checked against the size of the file before anything is allocated.
 *
 * @throws WeightsError naming the place, what was expected and what was found.
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
  const readTensor = ([name, entry]: [string, unknown]) => {
    const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : fail(`tensor ${name} is described by no object`);
    if (!isPrecision(dtype)) return fail(`tensor ${name} is of type ${String(dtype)}, where F32 or F16 was expected`);
    if (!isSizes(shape)) return fail(`tensor ${name} has shape ${JSON.stringify(shape)}, where whole numbers were expected`);
    const { size, read } = precisions[dtype];
    const length = size * shape.reduce((a, b) => a * b, 1);
    if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] !== expected || offsets[1] !== expected + length)
      return fail(`tensor ${name} lies at ${JSON.stringify(offsets)}, where [${expected}, ${expected + length}] was expected`);
    expected += length;
    if (start + expected > bytes.length) fail(`tensor ${name} ends at byte ${start + expected} of a file of ${bytes.length}`);
    const from = start + offsets[0]!;
    // Not `slice`, which copies nothing where the bytes are a Buffer of Node.
    const copy = new Uint8Array(bytes.subarray(from, from + length));
    return [name, { shape, values: read(inLittleEndian(copy, size)) }] as const;
  };
  const described = Object.entries(entries).sort((a, b) => startOf(a[1]) - startOf(b[1]));
  const weights = Object.fromEntries(described.map(readTensor));
  if (start + expected !== bytes.length) fail(`${bytes.length} bytes, where ${start + expected} were expected`);
  return { weights, metadata: readMetadata(__metadata__, fail) };
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Turns the bytes of each value round, in place, on a machine that is not little-endian itself. */
function inLittleEndian(bytes: Uint8Array, size: number): Uint8Array {
  if (hostIsLittleEndian) return bytes;
  for (let i = 0; i < bytes.length; i += size) bytes.subarray(i, i + size).reverse();
  return bytes;
}

function isPrecision(name: unknown): name is Precision {
  return typeof name === 'string' && Object.hasOwn(precisions, name);
}

type Fail = (message: string) => never;

function parseHeader(bytes: Uint8Array, fail: Fail): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    return fail('its header is no JSON');
  }
  return fail('its header is no JSON object');
}

function readMetadata(metadata: unknown, fail: Fail): Record<string, string> {
  if (metadata === undefined) return {};
  if (!isRecord(metadata)) return fail('its metadata is no object');
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : fail(`its metadata ${key} is no text`)]),
  );
}

function startOf(entry: unknown): number {
  return isRecord(entry) && isSizes(entry.data_offsets) ? (entry.data_offsets[0] ?? 0) : 0;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
