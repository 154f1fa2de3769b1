/** The bytes of a file of the page. Throws an `Error` that says what could not be loaded. */
export async function fetchBytes(path: string): Promise<Uint8Array> {
  // The built worker lies in `assets`, beside which the page's own files are.
  const base = import.meta.env.DEV ? new URL('/', self.location.href) : new URL('../', self.location.href);
  const response = await fetch(new URL(path, base)).catch((error: Error) => error);
  if (response instanceof Error || !response.ok)
    throw new Error(`${path} could not be loaded (${response instanceof Error ? response.message : `status ${response.status}`}).`);
  return new Uint8Array(await response.arrayBuffer());
}
