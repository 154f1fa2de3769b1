import { sha256 } from '@neural-em/trainers';

/** Returns the bytes of a file of the page. Throws an `Error` if it cannot be loaded, or does not have this SHA-256. */
export async function fetchBytes(path: string, checksum: string): Promise<Uint8Array> {
  // The built worker lies in `assets`; the other files of the page lie beside that folder.
  const base = import.meta.env.DEV ? new URL('/', self.location.href) : new URL('../', self.location.href);
  const response = await fetch(new URL(path, base)).catch((error: Error) => error);
  if (response instanceof Error || !response.ok)
    throw new Error(`${path} could not be loaded (${response instanceof Error ? response.message : `status ${response.status}`}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // `subtle` only exists in pages that come from https or from this machine.
  if (globalThis.crypto.subtle && (await sha256(bytes)) !== checksum)
    throw new Error(`${path} was not loaded whole, or is not the file that belongs to this page.`);
  return bytes;
}
