import { existsSync } from 'node:fs';
import { UsageError } from '../errors.ts';

/** Throws a `UsageError` if a path does not exist. */
export function checkThere(path: string): void {
  if (!existsSync(path)) throw new UsageError(`${path} does not exist: give a picture, a video or a folder of pictures`);
}
