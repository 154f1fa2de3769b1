import type * as H5wasm from 'h5wasm';
import { DatasetFileError } from '../errors.ts';
import { loadPeer } from '../peer.ts';

export type Library = typeof H5wasm;
type Module = Awaited<Library['ready']>;

/** h5wasm, ready, with its error handler on: without it a failed read gives memory as it was found, and says nothing. */
export async function loadLibrary(): Promise<Library> {
  const library: Library = await loadPeer('h5wasm', () => import('h5wasm/node'));
  const module = await library.ready;
  module.activate_throwing_error_handler();
  return library;
}

/** Runs `action` and turns what h5wasm throws into a `DatasetFileError`. */
export function guarded<T>(library: Library, file: string, place: string, expected: string, action: () => T): T {
  try {
    return onFreshStack(library.Module, action);
  } catch (cause) {
    if (cause instanceof DatasetFileError) throw cause;
    closeTemporaryFiles(library);
    throw new DatasetFileError({ file, place, expected, found: reason(cause) }, { cause });
  }
}

/**
 * Runs `action` and puts the stack of the WebAssembly module back to where it was. The handler throws through compiled code, which leaves
 * the stack as deep as it was then; thousands of errors would run it over into the heap. `ccall` puts it back for arguments that it lays
 * on the stack, whatever function it calls.
 */
function onFreshStack<T>(module: Module, action: () => T): T {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  Reflect.set(module, '_runOnFreshStack', () => {
    try {
      outcome = { value: action() };
    } catch (error) {
      outcome = { error };
    }
    return 0;
  });
  module.ccall('runOnFreshStack', 'number', ['string'], ['']);
  if (outcome === undefined || 'error' in outcome) throw outcome?.error;
  return outcome.value;
}

/** The innermost message of the library's trace, which says what it stumbled over. */
function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const messages = [...text.matchAll(/\(\): (.+)/g)].map((match) => match[1]!);
  return `an HDF5 error: ${messages.at(-1) ?? text.split('\n')[0]}`;
}

interface OpenFile {
  readonly path?: string;
}

/** The error handler leaves the file open that it prints its trace to; thousands of errors would use up all file handles. */
function closeTemporaryFiles({ FS }: Library): void {
  if (FS === null) return;
  const streams: readonly (OpenFile | null | undefined)[] = Reflect.get(FS, 'streams') ?? [];
  for (const stream of streams) if (stream?.path?.includes('/tmpfile_')) FS.close(stream);
}
