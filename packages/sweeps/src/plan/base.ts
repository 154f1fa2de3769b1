import { experimentNamed, isExperiment, type Parts, type Settings } from '@neural-em/experiments';
import { settingsForData } from '@neural-em/runs';
import type { SweepDescription } from './description.ts';

/**
 * Returns the settings with which every run of a sweep begins.
 *
 * @throws ExperimentError if there is no such experiment; DatasetFileError or RunError if data cannot be read.
 */
export async function baseOf({ experiment, data }: SweepDescription, parts: Parts): Promise<Settings> {
  if (data === undefined) return experimentNamed(experiment!);
  const ofData = isExperiment(data) ? experimentNamed(data) : await settingsForData(data, parts);
  return experiment === undefined ? ofData : { ...experimentNamed(experiment), data: ofData.data };
}
