import { isShallow } from '@neural-em/checks';
import { RunDataError } from '../errors.ts';
import { sha256 } from './checksum.ts';

/** Returns a JSON object whose last entry is the checksum of the others. */
export async function sealJson(content: object): Promise<Uint8Array> {
  const plain: object = JSON.parse(JSON.stringify(content));
  return new TextEncoder().encode(`${JSON.stringify({ ...plain, checksum: await sealOf(plain) }, null, 2)}\n`);
}

/** Returns the checksum that `sealJson` adds to a content. */
export function sealOf(content: object): Promise<string> {
  return sha256(new TextEncoder().encode(JSON.stringify(content)));
}

/**
 * Reads a JSON object that `sealJson` made.
 *
 * @throws RunDataError if it is not a JSON object, or was changed since.
 */
export async function unsealJson(name: string, bytes: Uint8Array): Promise<Record<string, unknown>> {
  const { checksum, ...content } = parseObject(name, bytes);
  if (checksum !== (await sealOf(content)))
    throw new RunDataError(`${name} was changed or damaged: its checksum is not that of its content`);
  return content;
}

function parseObject(name: string, bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (!isShallow(value)) throw new Error('it is nested too deeply');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new RunDataError(`${name} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  throw new RunDataError(`${name} is not a JSON object`);
}
