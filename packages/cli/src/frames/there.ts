import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';

/** Throws a `UsageError` where nothing is at a path. */
export function checkThere(path: string): void {
  if (!existsSync(path)) throw new UsageError(`${path} is not there: give a picture, a video or a folder of pictures`);
}
