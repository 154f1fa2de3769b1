/** Where a run keeps its files. Names are relative, with `/` between folders. Failures are a `StorageError`. */
export interface RunStorage {
  /** The names of all files. */
  list(): Promise<string[]>;
  /** The content of a file, undefined where there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces a file: whatever happens meanwhile, the old content or the new one is there, whole. Once done, it lasts. */
  write(name: string, content: Uint8Array): Promise<void>;
  /** Adds to the end of a file. It lasts from the next `flush` on. */
  append(name: string, content: Uint8Array): Promise<void>;
  flush(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}
