import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunStorage } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';

/** Where the files of one run are kept beside the machine that trains it: what an object store offers. Names have `/` between folders. */
export type RunArtefacts = Pick<RunStorage, 'list' | 'read' | 'write' | 'remove'>;

/** Where run folders go, by the name of the run. One of S3 or another store is these four operations below a prefix. */
export type Artefacts = (run: string) => RunArtefacts;

/** Keeps run folders in a folder that all workers see. */
export function folderArtefacts(path: string): Artefacts {
  return (run) => {
    const folder = join(path, run);
    mkdirSync(folder, { recursive: true });
    return folderStorage(folder);
  };
}

const LOCK = /^lock-/;
const CHECKPOINT = /^checkpoints\//;

/** Writes the kept files of a run into a folder, and leaves it as kept. */
export async function fetchRun(kept: RunArtefacts, folder: string): Promise<void> {
  const local = folderStorage(folder);
  for (const name of await kept.list()) {
    const content = LOCK.test(name) ? undefined : await kept.read(name);
    if (content) await local.write(name, content);
  }
}

/**
 * Keeps the files of a folder to which a run may be writing. Checkpoints are read first and written last: one that is kept vouches for rows
 * that must be kept, too. Keeps nothing where what is kept is further: another worker has gone on with the run.
 */
export async function keepRun(folder: string, kept: RunArtefacts): Promise<void> {
  const local = folderStorage(folder);
  const names = (await local.list()).filter((name) => !LOCK.test(name));
  const before = await kept.list();
  if (progressOf(before) > progressOf(names)) return;
  const inOrder = [...names].sort((a, b) => rank(a) - rank(b));
  const contents: [string, Uint8Array][] = [];
  for (const name of inOrder) {
    // One that the run has removed meanwhile belongs to an older checkpoint.
    const content = await local.read(name);
    if (content) contents.push([name, content]);
  }
  for (const [name, content] of contents.reverse()) await kept.write(name, content);
  const gone = before.filter((name) => CHECKPOINT.test(name) && !names.includes(name));
  for (const name of gone) await kept.remove(name);
}

/** How far a run is that has these files: its newest checkpoint, or its end. */
function progressOf(names: readonly string[]): number {
  if (names.includes('DONE')) return Infinity;
  return names.reduce((newest, name) => Math.max(newest, Number(/^checkpoints\/(\d+)\.json$/.exec(name)?.[1] ?? -1)), -1);
}

/** What vouches for other files comes before them. */
function rank(name: string): number {
  if (name === 'DONE') return 0;
  if (CHECKPOINT.test(name)) return name.endsWith('.json') ? 1 : 2;
  return 3;
}
