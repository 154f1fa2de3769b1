import type * as H5wasm from 'h5wasm';
import { DatasetFileError } from '../errors.ts';
import { loadPeer } from '../peer.ts';

export type Library = typeof H5wasm;
type Module = Awaited<Library['ready']>;

/** Loads h5wasm and turns its error handler on; without the handler a failed read returns uninitialised memory and no error. */
export async function loadLibrary(): Promise<Library> {
  const library: Library = await loadPeer('h5wasm/node', () => import('h5wasm/node'));
  const module = await library.ready;
  module.activate_throwing_error_handler();
  return library;
}

/** The file and place that an action of the library works on, and what it expects there. */
export interface Guard {
  /** The name of the file in errors. */
  readonly file: string;
  readonly place: string;
  readonly expected: string;
  /** The only path that the action may open; the library may make it absolute. */
  readonly opens?: string;
}

/**
 * Runs `action` and turns errors of h5wasm into a `DatasetFileError`. A file can name other files of the machine, by external links, external
 * storage and sources of virtual arrays; an action that tries to open one of them is refused.
 */
export function guarded<T>(library: Library, { file, place, expected, opens }: Guard, action: () => T): T {
  const fault = (found: string, cause?: unknown) => new DatasetFileError({ file, place, expected, found }, { cause });
  const outside: string[] = [];
  try {
    const value = confined(library, opens, outside, () => onFreshStack(library.Module, action));
    if (outside.length === 0) return value;
  } catch (cause) {
    closeTemporaryFiles(library);
    if (outside.length === 0) throw cause instanceof DatasetFileError ? cause : fault(reason(cause), cause);
  }
  throw new OutsideError({ file, place, expected, found: `a link to another file, which is not followed: ${outside[0]}` });
}

/** A file names another file of the machine, anywhere in it. */
export class OutsideError extends DatasetFileError {}

/** Runs `action` while the library may open only one path and its own temporary files; `outside` collects the other paths that it tries to open. */
function confined<T>({ FS }: Library, opens: string | undefined, outside: string[], action: () => T): T {
  if (FS === null) return action();
  const open: unknown = Reflect.get(FS, 'open');
  if (typeof open !== 'function') throw new Error('this release of h5wasm opens files in another way');
  Reflect.set(FS, 'open', (path: string, flags: number, ...rest: unknown[]) => {
    if ((opens !== undefined && path.endsWith(opens)) || path.includes('/tmpfile_')) return open(path, flags, ...rest);
    // The library also looks for plugins in folders, which need not be reported.
    if ((flags & DIRECTORY) === 0) outside.push(path);
    throw Reflect.construct(Reflect.get(FS, 'ErrnoError'), [NO_ENTRY]);
  });
  try {
    return action();
  } finally {
    Reflect.set(FS, 'open', open);
  }
}

/** Emscripten's O_DIRECTORY and ENOENT. */
const DIRECTORY = 0o200000;
const NO_ENTRY = 44;

/**
 * Runs `action` and then restores the stack pointer of the WebAssembly module. The error handler throws through compiled code, which does not
 * unwind that stack; after thousands of errors it would run over into the heap. `ccall` restores it after any call with arguments on the stack.
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

/** Returns the innermost message of the library's trace, which says what failed. */
function reason(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const messages = [...text.matchAll(/\(\): (.+)/g)].map((match) => match[1]!);
  return `an HDF5 error: ${messages.at(-1) ?? text.split('\n')[0]}`;
}

interface OpenFile {
  readonly path?: string;
}

/** Closes the file that the error handler prints its trace to and leaves open; thousands of errors would use up all file handles. */
function closeTemporaryFiles({ FS }: Library): void {
  if (FS === null) return;
  const streams: readonly (OpenFile | null | undefined)[] = Reflect.get(FS, 'streams') ?? [];
  for (const stream of streams) if (stream?.path?.includes('/tmpfile_')) FS.close(stream);
}
