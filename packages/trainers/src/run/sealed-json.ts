import { RunDataError } from '../errors.ts';
import { checksumOf } from './checksum.ts';

/** A JSON object with the checksum of all else in it as its last entry. */
export async function sealJson(content: object): Promise<Uint8Array> {
  const compact = JSON.stringify(content);
  const checksum = await checksumOf(new TextEncoder().encode(compact));
  return new TextEncoder().encode(`${JSON.stringify({ ...JSON.parse(compact), checksum }, null, 2)}\n`);
}

/**
 * Reads what `sealJson` wrote.
 *
 * @throws RunDataError where it is no JSON object, or not the one that was written.
 */
export async function unsealJson(name: string, bytes: Uint8Array): Promise<Record<string, unknown>> {
  const { checksum, ...content } = parseObject(name, bytes);
  const expected = await checksumOf(new TextEncoder().encode(JSON.stringify(content)));
  if (checksum !== expected) throw new RunDataError(`${name} was changed or damaged: its checksum is not that of its content`);
  return content;
}

function parseObject(name: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new RunDataError(`${name} is no JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new RunDataError(`${name} is no JSON object`);
}
