import { basename, extname } from 'node:path';
import { lookIntoFolder, openSweepFolder, planSweep, type Sweep, type SweepFolder } from '@neural-em/sweeps';
import { loadParts } from '../parts.ts';
import { readSettingsFile } from '../settings/file.ts';

/** Flags that all commands on a sweep share. */
export interface SweepFlags {
  readonly out?: string;
  readonly parts?: string;
}

/**
 * Reads the file of a sweep, checks all of its settings, and opens its folder; with `look` it makes and writes nothing.
 *
 * @throws UsageError if the file cannot be read; SweepError if the sweep is not possible.
 */
export async function openSweep(
  file: string,
  { out, parts }: SweepFlags,
  { look = false }: { readonly look?: boolean } = {},
): Promise<{ readonly sweep: Sweep; readonly folder: SweepFolder }> {
  const name = basename(file, extname(file)).replace(/[^\w.-]+/g, '-');
  const sweep = await planSweep(readSettingsFile(file), { name, parts: await loadParts(parts) });
  return { sweep, folder: look ? lookIntoFolder(sweep, out) : openSweepFolder(sweep, out) };
}
