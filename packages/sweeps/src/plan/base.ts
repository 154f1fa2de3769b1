import { experimentNamed, isExperiment, type Parts, type Settings } from '@neural-em/experiments';
import { settingsForData } from '@neural-em/runs';
import type { SweepDescription } from './description.ts';

/**
 * The settings that every run of a sweep begins with.
 *
 * @throws ExperimentError where there is no such experiment; DatasetFileError or RunError where data cannot be read.
 */
export async function baseOf({ experiment, data }: SweepDescription, parts: Parts): Promise<Settings> {
  if (data === undefined) return experimentNamed(experiment!);
  const ofData = isExperiment(data) ? experimentNamed(data) : await settingsForData(data, parts);
  return experiment === undefined ? ofData : { ...experimentNamed(experiment), data: ofData.data };
}
