import { existsSync } from 'node:fs';
import type { Dataset } from '@neural-em/datasets';
import { dataNamed, dataNames, dataSetNamed, isExperiment, type Parts } from '@neural-em/experiments';
import { RunError } from '../errors.ts';
import { nodeParts } from '../node-parts.ts';
import { type FileDataset, readFiles } from './formats.ts';

/** Options of generated data, where a data set has them. */
export interface OpenDataOptions {
  readonly seed: number;
  /** Default: as the data set or experiment has it. */
  readonly objects?: number | undefined;
  readonly frames?: number | undefined;
}

/**
 * Opens a data set by its name, by that of an experiment, or by the path of a file or folder that holds one.
 *
 * @throws RunError if there is no such data; DatasetFileError if a file is damaged.
 */
export async function openData(
  name: string,
  { seed, objects, frames }: OpenDataOptions,
  parts: Parts = nodeParts,
): Promise<Dataset | FileDataset> {
  if (isExperiment(name) || dataSetNamed(name, parts)) {
    const { data } = dataNamed(name, parts);
    return parts.data[data.kind]!.open({ ...data, seed, objects: objects ?? data.objects, frames: frames ?? data.frames }, parts.sources);
  }
  if (!existsSync(name))
    throw new RunError(`there is no dataset ${name}: name one of ${dataNames(parts).join(', ')}, an experiment, or the path of a file`);
  return readFiles(name);
}
