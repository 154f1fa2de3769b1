/** The bytes of a file of the page. Throws an `Error` that says what could not be loaded, or that it is not the file of this SHA-256. */
export async function fetchBytes(path: string, checksum: string): Promise<Uint8Array> {
  // The built worker lies in `assets`, beside which the page's own files are.
  const base = import.meta.env.DEV ? new URL('/', self.location.href) : new URL('../', self.location.href);
  const response = await fetch(new URL(path, base)).catch((error: Error) => error);
  if (response instanceof Error || !response.ok)
    throw new Error(`${path} could not be loaded (${response instanceof Error ? response.message : `status ${response.status}`}).`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Pages that are neither from https nor from this machine have no `subtle`.
  if (globalThis.crypto.subtle) {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    const found = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (found !== checksum) throw new Error(`${path} was not loaded whole, or is not the file that belongs to this page.`);
  }
  return bytes;
}
