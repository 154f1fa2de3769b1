import { type DataPart, type DataSettings, dataSetNamed, type Parts, recommendedFor, type Settings } from '@neural-em/experiments';
import { RunError } from '../errors.ts';
import { readFiles } from './formats.ts';
import { limitTo, splitUp } from './split.ts';

const shares = { validation: 0.1, test: 0.1 } as const;

/** Files as data: an HDF5 or npz file, or a folder of PNG images, at `data.path`. */
export const files: DataPart = {
  moves: true,
  takes: ['path', 'shares'],
  settings: { shares },
  open: async (data) => {
    if (data.path === undefined) throw new RunError('data.path must name an HDF5 or npz file, or a folder of PNG images');
    return limitTo(splitUp(await readFiles(data.path), { seed: data.seed, shares: data.shares ?? shares }), data.size);
  },
};

const everything = { training: Infinity, validation: Infinity, test: Infinity };

/**
 * Returns the recommended settings for a data set by its name, or for your own data by the path of a file or folder. Sizes are those of the
 * data. Undefined if there is no such data set or path.
 */
export async function settingsForData(name: string, parts: Parts, given: Partial<DataSettings> = {}): Promise<Settings> {
  const generated = dataSetNamed(name, parts);
  const data = generated ? { ...generated, ...given } : { kind: 'files', path: name, seed: 0, shares, ...given };
  const part = parts.data[data.kind]!;
  const dataset = await part.open({ ...(data as DataSettings), ...(generated ? {} : { size: everything }) }, parts.sources);
  const settings = recommendedFor(data, dataset);
  return { ...settings, experiment: generated ? name : 'own' };
}
