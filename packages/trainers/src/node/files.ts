import { appendFileSync } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** What a run folder asks of a file system; another one can be put in its place, to see how failures are taken. */
export interface Files {
  /** What is at a path itself, links not followed; undefined where there is nothing. */
  kind(path: string): Promise<FileKind | undefined>;
  read(path: string): Promise<Uint8Array>;
  write(path: string, content: Uint8Array): Promise<void>;
  append(path: string, content: Uint8Array): Promise<void>;
  /** Makes the content of a file last. */
  flush(path: string): Promise<void>;
  /** Makes the names in a folder last. */
  flushFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, if it is there. */
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** All files below a folder, relative to it, with `/` between folders. Links are listed, not followed. */
  list(folder: string): Promise<string[]>;
}

/** `special`: a pipe, a socket, a device. */
export type FileKind = 'file' | 'folder' | 'link' | 'special';

/** The file system of this machine. */
export const nodeFiles: Files = {
  kind,
  read: (path) => readFile(path),
  write: (path, content) => writeFile(path, content),
  append: async (path, content) => {
    // A row takes microseconds to write, and a hundred times that by way of another thread.
    appendFileSync(path, content);
    // Signals and timers want their turn all the same.
    await setImmediate();
  },
  flush: (path) => flush(path, 'r+'),
  // Windows neither can nor needs to.
  flushFolder: async (path) => {
    if (process.platform !== 'win32') await flush(path, 'r');
  },
  rename,
  remove: (path) => rm(path, { force: true }),
  makeFolder: async (path) => {
    await mkdir(path, { recursive: true });
  },
  list,
};

async function flush(path: string, mode: 'r' | 'r+'): Promise<void> {
  const handle = await open(path, mode);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function kind(path: string): Promise<FileKind | undefined> {
  try {
    const stat = await lstat(path);
    return stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'special';
  } catch (error) {
    // ENOTDIR: a file is where a folder should be, which is told when it is asked for itself.
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function list(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = entries.map(async (entry) =>
    entry.isDirectory() ? (await list(`${folder}/${entry.name}`)).map((name) => `${entry.name}/${name}`) : [entry.name],
  );
  return (await Promise.all(nested)).flat();
}
