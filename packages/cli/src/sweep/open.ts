import { basename, extname } from 'node:path';
import { lookIntoFolder, openSweepFolder, planSweep, type Sweep, type SweepFolder } from '@neural-em/sweeps';
import { loadParts } from '../parts.ts';
import { readSettingsFile } from '../settings/file.ts';

/** Flags of every command on a sweep. */
export interface SweepFlags {
  readonly out?: string;
  readonly parts?: string;
}

/**
 * Reads a sweep's file, checks all of its settings, and opens its folder; `look` makes and writes nothing.
 *
 * @throws UsageError where the file cannot be read; SweepError where the sweep cannot be.
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
