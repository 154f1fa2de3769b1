import { appendFileSync } from 'node:fs';
import { lstat, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';

/** The functions of a file system that a run folder uses; tests replace it to simulate failures. */
export interface Files {
  /** The kind of file at a path, without following links; undefined if there is none. */
  kind(path: string): Promise<FileKind | undefined>;
  read(path: string): Promise<Uint8Array>;
  /** Writes a new file and replaces what is at the path; a link is replaced, not followed. */
  write(path: string, content: Uint8Array): Promise<void>;
  append(path: string, content: Uint8Array): Promise<void>;
  /** Flushes the content of a file to disk. */
  flush(path: string): Promise<void>;
  /** Flushes the names in a folder to disk. */
  flushFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file if it exists. */
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
  write: async (path, content) => {
    await rm(path, { force: true });
    await writeFile(path, content, { flag: 'wx' });
  },
  append: async (path, content) => {
    // Writing a row takes microseconds; handing it to another thread would take a hundred times as long.
    appendFileSync(path, content);
    // Lets signals and timers have their turn, although the write is synchronous.
    await setImmediate();
  },
  flush: (path) => flush(path, 'r+'),
  // Windows cannot flush a folder and need not.
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
    // ENOTDIR: a file stands in place of a folder; reading that file will fail later.
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
