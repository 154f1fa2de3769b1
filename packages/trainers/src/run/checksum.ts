/** Returns the SHA-256 in hexadecimal, as `sha256sum` prints it. Browsers have it only on pages from https or localhost. */
export async function sha256(content: Uint8Array): Promise<string> {
  const digest = await globalThis.crypto.subtle.digest('SHA-256', content.slice());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
