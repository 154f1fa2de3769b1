import type { RunStorage } from './types.ts';

/** Returns a storage in memory, for tests and for pages that let the user save the files. */
export function memoryStorage(files: Map<string, Uint8Array> = new Map()): RunStorage {
  return {
    list: async () => [...files.keys()],
    read: async (name) => files.get(name)?.slice(),
    write: async (name, content) => {
      files.set(name, content.slice());
    },
    append: async (name, content) => {
      const before = files.get(name) ?? new Uint8Array(0);
      const joined = new Uint8Array(before.length + content.length);
      joined.set(before);
      joined.set(content, before.length);
      files.set(name, joined);
    },
    flush: async () => {},
    remove: async (name) => {
      files.delete(name);
    },
  };
}
