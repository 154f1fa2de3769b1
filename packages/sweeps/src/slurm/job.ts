import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SweepError } from '../errors.ts';
import type { OpenSweep } from '../file.ts';
import { readStates } from '../state.ts';
import { type SlurmOptions, slurmScript } from './script.ts';

/** The resources that a job requests, and how it calls `nem`. */
export interface SlurmJobOptions extends Omit<SlurmOptions, 'name' | 'runs' | 'folder' | 'command' | 'template'> {
  /** The file of the sweep. */
  readonly file: string;
  /** The path of a script of your own, with the placeholders of `slurmScript`. Default: none. */
  readonly template?: string | undefined;
  /** The command that jobs call for nem: a program and its arguments. Default: `nem`. */
  readonly nem?: string | undefined;
  /** Flags of `nem sweep work` with their values, by name; undefined ones are left out. */
  readonly flags?: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns the script of a job array for the runs of a sweep that are left, as `slurmScript` does, and makes the folder for the output of its
 * jobs.
 *
 * @throws SweepError if nothing is left to do, or the template cannot be read or lacks a placeholder.
 */
export async function slurmJob(
  { sweep, folder }: OpenSweep,
  { file, template, nem = 'nem', flags = {}, ...resources }: SlurmJobOptions,
): Promise<string> {
  // SLURM does not make the folder for the output of jobs; without it they fail at once.
  mkdirSync(join(folder.path, 'logs'), { recursive: true });
  const states = await readStates(sweep, folder);
  const passedOn = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  return slurmScript({
    ...resources,
    name: sweep.name,
    runs: states.flatMap(({ state }, i) => (state === 'done' ? [] : [i])),
    folder: resolve(folder.path),
    command: [...nem.split(' ').filter(Boolean), 'sweep', 'work', resolve(file), '--plan', sweep.checksum, ...passedOn],
    template: template === undefined ? undefined : read(template),
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new SweepError(`the template ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}
