import { RunDataError, type RunStorage } from '@neural-em/trainers';

/** Tells whether a value is an object of named values. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a file of JSON from a storage; undefined if there is none. Throws a `RunDataError` if it is not JSON. */
export async function readJson(storage: RunStorage, name: string, place: string): Promise<unknown> {
  const bytes = await storage.read(name);
  if (!bytes) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    // Throws for a value that is nested too deep for messages of errors to show it.
    JSON.stringify(value);
    return value;
  } catch (error) {
    throw new RunDataError(`${place}/${name} is not JSON that can be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** Returns a value as the bytes of a JSON file. */
export function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
