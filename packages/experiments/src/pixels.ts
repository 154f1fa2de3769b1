import type { Dataset, Split } from '@neural-em/datasets';
import { ExperimentError } from './errors.ts';
import type { PixelRange } from './parts/types.ts';

/** Properties of the images, found in the first images of a split. */
export interface Look {
  readonly least: number;
  readonly most: number;
  readonly pixels: PixelRange;
  /** Whether pixels have groups; without groups there are no scores. */
  readonly labelled: boolean;
  /** The largest number of groups in an item. */
  readonly objects: number;
}

/** The number of items that are examined. */
const LOOKED_AT = 16;

/** Examines the first items of a split, by default of the first split that has items. */
export function lookAt(
  dataset: Dataset,
  split: Split = (['training', 'validation', 'test'] as const).find((name) => dataset.size[name] > 0) ?? 'training',
): Look {
  const count = Math.min(LOOKED_AT, dataset.size[split]);
  let [least, most, objects] = [Infinity, -Infinity, 0];
  let binary = true;
  for (let item = 0; item < count; item++) {
    const { frames, groups } = dataset.read(split, [item]);
    for (const value of frames) {
      if (value < least) least = value;
      if (value > most) most = value;
      if (value !== 0 && value !== 1) binary = false;
    }
    for (const group of groups) if (group > objects) objects = group;
  }
  return { least, most, pixels: binary ? 'binary' : 'real', labelled: objects > 0, objects };
}

/** Returns a data set whose pixel values are divided by a number: 255 turns bytes into numbers from 0 to 1. */
export function scaled(dataset: Dataset, scale: number): Dataset {
  if (scale === 1) return dataset;
  return {
    ...dataset,
    read: (split, indices) => {
      const batch = dataset.read(split, indices);
      return { ...batch, frames: batch.frames.map((value) => value / scale) };
    },
  };
}

/**
 * Checks that the pixels of a data set are numbers from 0 to 1, and zeros and ones if the model has a distribution of those only.
 *
 * @throws ExperimentError that names the values that were found, and a setting that helps.
 */
export function checkPixels(dataset: Dataset, { setting, name, binary }: { setting: string; name: string; binary: boolean }): void {
  const { least, most, pixels } = lookAt(dataset);
  if (least < 0 || most > 1) {
    const bytes = least >= 0 && most <= 255 ? ': set data.scale=255' : '; data.scale divides them';
    throw new ExperimentError(
      `the pixels of ${dataset.name} are numbers from ${least} to ${most}, but models read numbers from 0 to 1${bytes}`,
    );
  }
  if (binary && pixels === 'real')
    throw new ExperimentError(
      `${setting} ${name} is for binary images, but those of ${dataset.name} hold values between 0 and 1 or colours; set model.pixels.kind=gaussian and training.noise.kind=masked-uniform`,
    );
}
