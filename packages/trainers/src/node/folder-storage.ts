import { dirname, join } from 'node:path';
import { StorageError } from '../errors.ts';
import type { RunStorage } from '../storage/types.ts';
import { type Files, nodeFiles } from './files.ts';

/** The end of the name of a file that is being written. */
const PARTIAL = '.partial';

/**
 * Returns a storage that keeps a run in a folder. It does not lock the folder; `openRunFolder` does. It never reads or writes outside of the folder:
 * names that lead out of it, links in it, pipes and devices are refused with a `StorageError`.
 */
export function folderStorage(path: string, files: Files = nodeFiles): RunStorage {
  const folders = new Set<string>();
  const makeFolder = async (folder: string) => {
    if (folders.has(folder)) return;
    await files.makeFolder(folder);
    if (folder !== path) await files.flushFolder(dirname(folder));
    folders.add(folder);
  };
  const write = async (file: string, content: Uint8Array) => {
    const partial = file + PARTIAL;
    await makeFolder(dirname(file));
    try {
      await files.write(partial, content);
      await files.flush(partial);
      await files.rename(partial, file);
    } catch (error) {
      // The incomplete file is removed, which frees its space on a full disk.
      await files.remove(partial).catch(() => {});
      throw error;
    }
    await files.flushFolder(dirname(file));
  };
  /** Names that were checked already. The path of the run's folder itself may contain links; paths within it may not. */
  const trusted = new Set<string>();
  const check = async (name: string): Promise<void> => {
    if (trusted.has(name)) return;
    const parts = name.split('/');
    // Backslashes and colons are refused, because some systems read them as separators.
    if (parts.some((part) => part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part)))
      throw new Error('its name leads out of the folder of the run');
    for (const [i, part] of parts.entries()) {
      const found = await files.kind(join(path, ...parts.slice(0, i), part));
      const expected = i === parts.length - 1 ? 'file' : 'folder';
      if (found !== undefined && found !== expected)
        throw new Error(
          `a ${expected} was expected, and ${part} is ${found === 'special' ? 'a pipe or a device' : `a ${found}`}${found === 'link' ? ', which may lead out of the folder of the run' : ''}`,
        );
    }
    trusted.add(name);
  };
  const attempt = async <T>(verb: string, name: string, act: (file: string) => Promise<T>): Promise<T> => {
    try {
      if (name !== '') await check(name);
      return await act(join(path, name));
    } catch (error) {
      throw new StorageError(`could not ${verb} ${join(path, name)}: ${reasonOf(error)}`, { cause: error });
    }
  };
  return {
    list: () => attempt('list', '', async () => (await files.list(path)).filter((name) => !name.endsWith(PARTIAL))),
    read: (name) => attempt('read', name, (file) => files.read(file).catch(undefinedIfMissing)),
    write: (name, content) => attempt('write', name, (file) => write(file, content)),
    append: (name, content) =>
      attempt('write', name, async (file) => {
        await makeFolder(dirname(file));
        await files.append(file, content);
      }),
    flush: (name) =>
      attempt('write', name, async (file) => {
        await files.flush(file);
        await files.flushFolder(dirname(file));
      }),
    remove: (name) =>
      attempt('remove', name, async (file) => {
        await files.remove(file);
        await files.flushFolder(dirname(file));
      }),
  };
}

/** Removes the files of an interrupted write. */
export async function removePartials(path: string, files: Files): Promise<void> {
  for (const name of await files.list(path)) if (name.endsWith(PARTIAL)) await files.remove(join(path, name));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on the disk',
  EDQUOT: 'the quota of the disk is used up',
  EACCES: 'permission was denied',
  EROFS: 'the file system is read-only',
  EIO: 'the disk reports an error',
  EFBIG: 'the file would become larger than is allowed',
};

/** Returns the reason why a file operation failed, with the code of the system. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  const reason = code === undefined ? undefined : reasons[code];
  return reason ? `${reason} (${code})` : error instanceof Error ? error.message : String(error);
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function undefinedIfMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}
