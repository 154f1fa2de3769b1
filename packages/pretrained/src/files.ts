import { PretrainedError } from './errors.ts';

/** How far a download has come. */
export interface DownloadProgress {
  /** Bytes received so far. */
  readonly bytes: number;
  /** Bytes of the whole file. */
  readonly of: number;
}

/** How a file is read. */
export interface ReadOptions {
  /** The largest size, in bytes, that the file may have; the reading of a larger file stops early. */
  readonly most: number;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The part of Node's `process` that is used here. `fs` is requested at run time, so that bundlers for browsers find no import of it. */
type NodeProcess = { getBuiltinModule?(name: 'node:fs/promises'): { readFile(url: URL, options: object): Promise<Bytes> } };

/**
 * Returns the content of a file on disk or on a server.
 *
 * @throws PretrainedError if the file cannot be read; the signal's reason once it is aborted.
 */
export async function readBytes(url: URL, options: ReadOptions): Promise<Bytes> {
  options.signal?.throwIfAborted();
  try {
    return await (url.protocol === 'file:' ? readFile(url, options) : download(url, options));
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new PretrainedError(`could not read ${url}: ${reason}`, { cause: error });
  }
}

async function readFile(url: URL, { signal, onProgress }: ReadOptions): Promise<Bytes> {
  const files = (globalThis as { readonly process?: NodeProcess }).process?.getBuiltinModule?.('node:fs/promises');
  if (!files) throw new Error('a page that is opened from a file cannot read others; serve it, or give a baseUrl');
  const bytes = await files.readFile(url, signal ? { signal } : {});
  onProgress?.({ bytes: bytes.length, of: bytes.length });
  return bytes;
}

async function download(url: URL, { most, signal, onProgress }: ReadOptions): Promise<Bytes> {
  const response = await fetch(url, signal ? { signal } : {});
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = response.body!.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new Error(`it has more than the ${most} bytes that were expected`);
    }
    onProgress?.({ bytes: length, of: most });
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
