import { WeightsError } from './errors.ts';
import type { Weights } from './weights.ts';

const PREFIX = 8;
const ALIGNMENT = 8;
/** The limit of the format's own reader. */
const LARGEST_HEADER = 100_000_000;

/**
 * Weights in the safetensors format, which Python reads too: eight bytes of header length, a JSON header, then the values
 * in little-endian float32.
 *
 * @param metadata - texts to keep in the header.
 */
export function encodeSafetensors(weights: Weights, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  let offset = 0;
  const entries = Object.entries(weights).map(([name, { shape, values }]) => {
    const start = offset;
    offset += values.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }] as const;
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
    bytes.set(littleEndian(values), at);
    at += values.byteLength;
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
  const read = ([name, entry]: [string, unknown]) => {
    const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : fail(`tensor ${name} is described by no object`);
    if (dtype !== 'F32') fail(`tensor ${name} is of type ${String(dtype)}, where F32 was expected`);
    if (!isSizes(shape)) return fail(`tensor ${name} has shape ${JSON.stringify(shape)}, where whole numbers were expected`);
    const size = shape.reduce((a, b) => a * b, 1);
    if (!isSizes(offsets) || offsets.length !== 2 || offsets[0] !== expected || offsets[1] !== expected + 4 * size)
      return fail(`tensor ${name} lies at ${JSON.stringify(offsets)}, where [${expected}, ${expected + 4 * size}] was expected`);
    expected += 4 * size;
    if (start + expected > bytes.length) fail(`tensor ${name} ends at byte ${start + expected} of a file of ${bytes.length}`);
    const from = start + offsets[0]!;
    return [name, { shape, values: fromLittleEndian(bytes.subarray(from, from + 4 * size)) }] as const;
  };
  const described = Object.entries(entries).sort((a, b) => startOf(a[1]) - startOf(b[1]));
  const weights = Object.fromEntries(described.map(read));
  if (start + expected !== bytes.length) fail(`${bytes.length} bytes, where ${start + expected} were expected`);
  return { weights, metadata: readMetadata(__metadata__, fail) };
}

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function littleEndian(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return hostIsLittleEndian ? bytes : swapped(bytes.slice());
}

function fromLittleEndian(bytes: Uint8Array): Float32Array {
  // Not `slice`, which copies nothing where the bytes are a Buffer of Node.
  const copy = new Uint8Array(bytes);
  return new Float32Array((hostIsLittleEndian ? copy : swapped(copy)).buffer);
}

/** Turns each group of four bytes round, in place. */
function swapped(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
  return bytes;
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}
