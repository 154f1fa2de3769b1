import { basename, extname } from 'node:path';
import { loadParts, readSettingsFile } from '@neural-em/runs';
import { lookIntoFolder, openSweepFolder, type SweepFolder } from './folder.ts';
import { planSweep, type Sweep } from './plan/plan.ts';

/** Options of `openSweep`. */
export interface OpenSweepOptions {
  /** Folder of the sweep. Default: `runs/NAME`. */
  readonly out?: string | undefined;
  /** Path of a module with parts that settings name. */
  readonly parts?: string | undefined;
  /** Whether only to read, and to make and write nothing. Default: false. */
  readonly look?: boolean;
}

/** A sweep and its folder. */
export interface OpenSweep {
  readonly sweep: Sweep;
  readonly folder: SweepFolder;
}

/**
 * Reads the file of a sweep (YAML, TOML or JSON), checks all of its settings, and opens its folder.
 *
 * @throws RunError if the file cannot be read; SweepError if the sweep is not possible.
 */
export async function openSweep(file: string, { out, parts, look = false }: OpenSweepOptions = {}): Promise<OpenSweep> {
  const name = basename(file, extname(file)).replace(/[^\w.-]+/g, '-');
  const sweep = await planSweep(readSettingsFile(file), { name, parts: await loadParts(parts) });
  return { sweep, folder: look ? lookIntoFolder(sweep, out) : openSweepFolder(sweep, out) };
}
