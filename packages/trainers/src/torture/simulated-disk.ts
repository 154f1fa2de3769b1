import { dirname } from 'node:path';
import type { Random } from '@neural-em/random';
import type { Files } from '../node/files.ts';

interface Inode {
  content: Uint8Array;
  /** The content that survives a loss of power. */
  flushed: Uint8Array;
}

/** What is lost when the machine stops: nothing (the process was killed), everything that was not flushed, or some of that. */
export type Loss = 'nothing' | 'everything unflushed' | 'some of the unflushed';

/** A disk in memory that remembers what was flushed, and can fail or stop at any operation that changes it. */
export interface SimulatedDisk {
  readonly files: Files;
  /** Returns the content of files by path, as a reader sees it. */
  contents(): Map<string, Uint8Array>;
  /** Returns the number of changing operations so far. */
  operations(): number;
  /** Makes the operation with this number fail, once or from then on; writes are then done in part. */
  failAt(operation: number, error: Error, options?: { readonly forGood?: boolean }): void;
  /** Stops the machine and starts it again. */
  restart(loss: Loss, random: Random): void;
}

export function simulatedDisk(): SimulatedDisk {
  let names = new Map<string, Inode>();
  let flushedNames = new Map<string, Inode>();
  let count = 0;
  let fails = (_: number): Error | undefined => undefined;

  /** Does one change, or does `partly` and fails. */
  const change = async (act: () => void, partly: () => void = () => {}): Promise<void> => {
    const error = fails(++count);
    if (error) {
      partly();
      throw error;
    }
    act();
  };
  const inodeAt = (path: string): Inode => {
    const found = names.get(path);
    if (!found) throw Object.assign(new Error(`no such file: ${path}`), { code: 'ENOENT' });
    return found;
  };
  const setContent = (path: string, content: Uint8Array) => {
    const inode = names.get(path) ?? { content, flushed: new Uint8Array(0) };
    inode.content = content;
    names.set(path, inode);
  };
  const half = (content: Uint8Array) => content.slice(0, content.length >> 1);
  const joined = (path: string, content: Uint8Array) => Uint8Array.from([...(names.get(path)?.content ?? []), ...content]);

  const files: Files = {
    kind: async (path) => (names.has(path) ? 'file' : [...names.keys()].some((name) => name.startsWith(`${path}/`)) ? 'folder' : undefined),
    read: async (path) => inodeAt(path).content.slice(),
    write: (path, content) =>
      change(
        () => setContent(path, content.slice()),
        () => setContent(path, half(content)),
      ),
    append: (path, content) =>
      change(
        () => setContent(path, joined(path, content)),
        () => setContent(path, joined(path, half(content))),
      ),
    flush: (path) =>
      change(() => {
        inodeAt(path).flushed = inodeAt(path).content;
      }),
    flushFolder: (path) =>
      change(() => {
        const inFolder = ([name]: [string, Inode]) => dirname(name) === path;
        flushedNames = new Map([...[...flushedNames].filter((entry) => !inFolder(entry)), ...[...names].filter(inFolder)]);
      }),
    rename: (from, to) =>
      change(() => {
        names.set(to, inodeAt(from));
        names.delete(from);
      }),
    remove: (path) =>
      change(() => {
        names.delete(path);
      }),
    makeFolder: async () => {},
    list: async (folder) => [...names.keys()].filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1)),
  };

  return {
    files,
    contents: () => new Map([...names].map(([path, { content }]) => [path, content])),
    operations: () => count,
    failAt: (operation, error, { forGood = false } = {}) => {
      fails = (n) => (n === operation || (forGood && n > operation) ? error : undefined);
    },
    restart: (loss, random) => {
      fails = () => undefined;
      if (loss === 'nothing') return;
      const survives = () => loss === 'some of the unflushed' && random.uniform() < 0.5;
      const paths = [...new Set([...names.keys(), ...flushedNames.keys()])];
      names = new Map(
        paths.flatMap((path): [string, Inode][] => {
          const inode = survives() ? names.get(path) : flushedNames.get(path);
          return inode ? [[path, inode]] : [];
        }),
      );
      for (const inode of names.values()) inode.content = inode.flushed = survives() ? inode.content : inode.flushed;
      flushedNames = new Map(names);
    },
  };
}
