import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SweepError } from './errors.ts';
import type { PlannedRun, Sweep } from './plan/plan.ts';

const MARK = 'sweep.json';

/** The folder of a sweep, which holds the folders of its runs. */
export interface SweepFolder {
  readonly path: string;
  /**
   * Returns the folder of a run. A folder that ends in the checksum of the run is found even if the sweep varied other settings when the
   * run began; if there is none, the folder that the run will have is returned.
   */
  pathOf(run: PlannedRun): string;
  /** Folders of runs that do not belong to the sweep any more, for example because their values were removed from its file. */
  readonly others: readonly string[];
}

/**
 * Opens the folder of a sweep, and creates it if it does not exist.
 *
 * @throws SweepError if the folder belongs to another sweep, or holds folders that do not belong to a sweep.
 */
export function openSweepFolder(sweep: Sweep, path = `runs/${sweep.name}`): SweepFolder {
  mkdirSync(path, { recursive: true });
  const mark = { sweep: sweep.name, begins: sweep.begins };
  checkMark(path, mark);
  if (!existsSync(join(path, MARK))) {
    // Several workers may start at once. Each writes the same content to a file of its own, and then renames that file.
    const own = join(path, `${MARK}.${process.pid}`);
    writeFileSync(own, `${JSON.stringify(mark, null, 2)}\n`);
    renameSync(own, join(path, MARK));
  }
  return readFolder(sweep, path);
}

/** Does the same as `openSweepFolder`, but creates and writes nothing; a missing folder counts as a folder without runs. */
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
