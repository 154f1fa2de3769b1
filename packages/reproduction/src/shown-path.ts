import { basename, relative, sep } from 'node:path';

/** A folder as a page names it: below the folder of work, or by its name alone where it lies elsewhere. */
export function shownPath(folder: string): string {
  const path = relative('.', folder);
  return path.startsWith('..') ? basename(folder) : path.split(sep).join('/');
}
