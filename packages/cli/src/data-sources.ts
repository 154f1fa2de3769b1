import { existsSync, statSync } from 'node:fs';
import {
  bouncingBalls,
  colorSprites,
  type Dataset,
  type FlyingShapesOptions,
  flyingMnist,
  flyingShapes,
  staticShapes,
  texturedDigits,
} from '@neural-em/datasets';
import { readHdf5, writeHdf5 } from '@neural-em/datasets/hdf5';
import { loadMnist } from '@neural-em/datasets/mnist';
import { readNpz, writeNpz } from '@neural-em/datasets/npz';
import { readPngFolder, writePngFolder } from '@neural-em/datasets/png';
import { UsageError } from './errors.ts';

/** What every generated dataset may be told; what it is not told it decides itself. */
export type GeneratorOptions = Pick<FlyingShapesOptions, 'seed' | 'objects' | 'frames'>;

const generators: Record<string, (options: GeneratorOptions) => Dataset> = {
  'static-shapes': staticShapes,
  'flying-shapes': flyingShapes,
  'flying-mnist': (options) => flyingMnist({ ...options, digits: loadMnist() }),
  'static-mnist': (options) => flyingMnist({ ...options, frames: 1, digits: loadMnist() }),
  'bouncing-balls': bouncingBalls,
  'color-sprites': colorSprites,
  'textured-digits': ({ seed }) => texturedDigits({ seed, digits: loadMnist() }),
};

/** Names of the datasets that are generated. */
export const generatedNames = Object.keys(generators);

/** Files a dataset can be written to and read from, by the name of the format; `png` is a folder. */
export const formats: Record<
  string,
  { readonly ending?: RegExp; readonly write: typeof writeNpz; readonly read: (path: string) => Promise<Dataset> }
> = {
  hdf5: { ending: /\.(h5|hdf5)$/i, write: writeHdf5, read: readHdf5 },
  npz: { ending: /\.npz$/i, write: writeNpz, read: readNpz },
  png: { write: writePngFolder, read: readPngFolder },
};

/**
 * A dataset by its name, or by the path of a file that holds one: HDF5, npz, or a folder of PNG images.
 *
 * @throws UsageError where there is neither.
 */
export async function openDataset(name: string, options: GeneratorOptions): Promise<Dataset> {
  const generate = Object.hasOwn(generators, name) ? generators[name] : undefined;
  if (generate) return generate(options);
  if (!existsSync(name))
    throw new UsageError(`there is no dataset ${name}: name one of ${generatedNames.join(', ')}, or the path of a file`);
  const format = statSync(name).isDirectory() ? formats.png : Object.values(formats).find(({ ending }) => ending?.test(name));
  if (!format) throw new UsageError(`${name} is no dataset: files end in .h5, .hdf5 or .npz, or are a folder of PNG images`);
  return format.read(name);
}
