import { RunLockedError, StorageError } from '../errors.ts';
import type { RunStorage } from '../storage/types.ts';
import { type Files, nodeFiles } from './files.ts';
import { folderStorage, reasonOf, removePartials } from './folder-storage.ts';
import { lockFolder } from './lock.ts';

/** The folder of a run, locked for this process. */
export interface RunFolder extends RunStorage {
  readonly path: string;
  /** Releases the lock. */
  close(): Promise<void>;
}

/**
 * Opens a folder for a run as its only writer, and makes the folder if there is none.
 *
 * @param notice - called with a text if the lock of another machine or container has to be watched, which takes 50 seconds.
 * @throws RunLockedError if another process writes to the folder; StorageError if the folder cannot be read or written.
 */
export async function openRunFolder(
  path: string,
  { files = nodeFiles, notice }: { readonly files?: Files; readonly notice?: ((text: string) => void) | undefined } = {},
): Promise<RunFolder> {
  await files.makeFolder(path).catch((error) => cannotOpen(path, error));
  const close = await lockFolder(path, { notice }).catch((error) =>
    error instanceof RunLockedError ? Promise.reject(error) : cannotOpen(path, error),
  );
  try {
    await removePartials(path, files);
  } catch (error) {
    await close();
    return cannotOpen(path, error);
  }
  return { ...folderStorage(path, files), path, close };
}

function cannotOpen(path: string, error: unknown): never {
  throw new StorageError(`could not open ${path}: ${reasonOf(error)}`, { cause: error });
}
