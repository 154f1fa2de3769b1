/** The storage of a run's files. Names are relative, with `/` between folders. Failures throw a `StorageError`. */
export interface RunStorage {
  /** Returns the names of all files. */
  list(): Promise<string[]>;
  /** Returns the content of a file; undefined if there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Replaces a file. If the write is interrupted, the file has its whole old or its whole new content; once it is done, the content lasts. */
  write(name: string, content: Uint8Array): Promise<void>;
  /** Adds to the end of a file. The addition lasts from the next `flush` on. */
  append(name: string, content: Uint8Array): Promise<void>;
  flush(name: string): Promise<void>;
  remove(name: string): Promise<void>;
}
