import { PretrainedError } from './errors.ts';

/** Only what is used of Node, which is asked for it at run time: bundlers for browsers find no import of it. */
type NodeProcess = { getBuiltinModule?(name: 'node:fs/promises'): { readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> } };

/** The content of a file beside the package or on a server; throws a `PretrainedError` where it cannot be read. */
export async function readBytes(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await (url.protocol === 'file:' ? readFile(url) : download(url));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PretrainedError(`could not read ${url}: ${reason}`, { cause: error });
  }
}

async function readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const files = (globalThis as { readonly process?: NodeProcess }).process?.getBuiltinModule?.('node:fs/promises');
  if (!files) throw new Error('a page that is opened from a file cannot read others; serve it, or give a baseUrl');
  return files.readFile(url);
}

async function download(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
