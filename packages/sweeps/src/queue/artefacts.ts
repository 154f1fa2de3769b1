import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunStorage } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';

/**
 * The store for the files of one run, away from the machine that trains it. Any object store offers these operations. Names have `/`
 * between folders.
 */
export type RunArtefacts = Pick<RunStorage, 'list' | 'read' | 'write' | 'remove'>;

/** Returns the store of a run, given its name. For S3 or another object store, implement the four operations below a prefix. */
export type Artefacts = (run: string) => RunArtefacts;

/** Stores run folders in a folder that all workers can read and write. */
export function folderArtefacts(path: string): Artefacts {
  return (run) => {
    const folder = join(path, run);
    mkdirSync(folder, { recursive: true });
    return folderStorage(folder);
  };
}

const LOCK = /^lock-/;
const CHECKPOINT = /^checkpoints\//;

/** Copies the stored files of a run into a folder; the store is not changed. */
export async function fetchRun(kept: RunArtefacts, folder: string): Promise<void> {
  const local = folderStorage(folder);
  for (const name of await kept.list()) {
    const content = LOCK.test(name) ? undefined : await kept.read(name);
    if (content) await local.write(name, content);
  }
}

/**
 * Stores the files of a folder to which a run may be writing. Checkpoints are read first and written last, because the rows up to a stored
 * checkpoint must be stored, too. Stores nothing if the store is ahead of the folder: then another worker has gone on with the run.
 */
export async function keepRun(folder: string, kept: RunArtefacts): Promise<void> {
  const local = folderStorage(folder);
  const names = (await local.list()).filter((name) => !LOCK.test(name));
  const before = await kept.list();
  if (progressOf(before) > progressOf(names)) return;
  const inOrder = [...names].sort((a, b) => rank(a) - rank(b));
  const contents: [string, Uint8Array][] = [];
  for (const name of inOrder) {
    // A file that the run has removed meanwhile belongs to an older checkpoint.
    const content = await local.read(name);
    if (content) contents.push([name, content]);
  }
  for (const [name, content] of contents.reverse()) await kept.write(name, content);
  const gone = before.filter((name) => CHECKPOINT.test(name) && !names.includes(name));
  for (const name of gone) await kept.remove(name);
}

/** Returns how far a run with these files has come: the step of its newest checkpoint, or infinity if it has ended. */
function progressOf(names: readonly string[]): number {
  if (names.includes('DONE')) return Infinity;
  return names.reduce((newest, name) => Math.max(newest, Number(/^checkpoints\/(\d+)\.json$/.exec(name)?.[1] ?? -1)), -1);
}

/** Returns a rank by which files are sorted: a file that is only valid together with others comes before these. */
function rank(name: string): number {
  if (name === 'DONE') return 0;
  if (CHECKPOINT.test(name)) return name.endsWith('.json') ? 1 : 2;
  // Stored first: without it, what a worker stored before it was killed would not be a run, and no other worker could go on with it.
  return name === 'config.json' ? 4 : 3;
}
