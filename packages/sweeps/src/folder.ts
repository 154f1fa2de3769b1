import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SweepError } from './errors.ts';
import type { PlannedRun, Sweep } from './plan/plan.ts';

const MARK = 'sweep.json';

/** The folder of a sweep, where every run has one below it. */
export interface SweepFolder {
  readonly path: string;
  /** The folder of a run: one that ends in its checksum, whatever the sweep varied when it was begun, or the one that it will have. */
  pathOf(run: PlannedRun): string;
  /** Folders of runs that the sweep does not name, as of values that were taken out of its file. */
  readonly others: readonly string[];
}

/**
 * Opens the folder of a sweep, which is made where there is none.
 *
 * @throws SweepError where it is another sweep's, or holds folders that are not of a sweep.
 */
export function openSweepFolder(sweep: Sweep, path = `runs/${sweep.name}`): SweepFolder {
  mkdirSync(path, { recursive: true });
  const mark = { sweep: sweep.name, begins: sweep.begins };
  checkMark(path, mark);
  if (!existsSync(join(path, MARK))) {
    // Workers begin at the same time: each writes the same, under a name of its own first.
    const own = join(path, `${MARK}.${process.pid}`);
    writeFileSync(own, `${JSON.stringify(mark, null, 2)}\n`);
    renameSync(own, join(path, MARK));
  }
  return readFolder(sweep, path);
}

/** The same without making or writing anything; a folder that is not there is one without runs. */
export function lookIntoFolder(sweep: Sweep, path = `runs/${sweep.name}`): SweepFolder {
  if (existsSync(path)) checkMark(path, { sweep: sweep.name, begins: sweep.begins });
  return readFolder(sweep, path);
}

function readFolder(sweep: Sweep, path: string): SweepFolder {
  const found = new Map<string, string>();
  const names = existsSync(path) ? readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
  for (const { name } of names) {
    const hash = /_([0-9a-f]{10})$/.exec(name)?.[1];
    if (hash !== undefined && !found.has(hash)) found.set(hash, name);
  }
  const known = new Set(sweep.runs.map(({ hash }) => hash));
  return {
    path,
    pathOf: ({ hash, name }) => join(path, found.get(hash) ?? name),
    others: [...found].filter(([hash]) => !known.has(hash)).map(([, name]) => name),
  };
}

function checkMark(path: string, mark: { readonly sweep: string; readonly begins: string }): void {
  const file = join(path, MARK);
  if (!existsSync(file)) {
    const others = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name !== 'logs');
    if (others.length > 0 || existsSync(join(path, 'config.json')))
      throw new SweepError(`${path} is not the folder of a sweep, and holds other things: name another folder with --out`);
    return;
  }
  const found = readMark(file);
  if (found.sweep !== mark.sweep || found.begins !== mark.begins)
    throw new SweepError(
      `${path} is the folder of the sweep ${found.sweep} of ${found.begins}, and this is ${mark.sweep} of ${mark.begins}: name another folder with --out`,
    );
}

function readMark(file: string): Readonly<Record<string, unknown>> {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof found === 'object' && found !== null) return { ...found };
  } catch (error) {
    throw new SweepError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  throw new SweepError(`${file} does not tell which sweep the folder is of`);
}
