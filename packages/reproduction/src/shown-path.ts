import { basename, relative, sep } from 'node:path';

/** Returns a folder as pages name it: relative to the working folder, or by its name alone if it lies outside. */
export function shownPath(folder: string): string {
  const path = relative('.', folder);
  return path.startsWith('..') ? basename(folder) : path.split(sep).join('/');
}
