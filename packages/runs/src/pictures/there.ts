import { existsSync } from 'node:fs';
import { RunError } from '../errors.ts';

/** Throws a `RunError` if a path does not exist. */
export function checkThere(path: string): void {
  if (!existsSync(path)) throw new RunError(`${path} does not exist: give a picture, a video or a folder of pictures`);
}
