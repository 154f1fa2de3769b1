import { aFunction, aRecord, checkOptions, type Kinds, optional, unchecked } from '@neural-em/checks';
import { DatasetOptionError } from './errors.ts';
import type { Split } from './types.ts';

/** The kinds of options of datasets; the code that uses whole numbers checks their range. */
export const optionKinds = {
  unchecked,
  /** Digits in the form of `loadMnist`. */
  digits: aRecord("the digits of each split, such as loadMnist() of '@neural-em/datasets/mnist'", {
    training: 'object',
    validation: 'object',
    test: 'object',
  }),
  velocity: optional(aFunction('a velocity law, such as wholeVelocities(1)')),
  /** The options of static and flying shapes. */
  shapes: { height: unchecked, width: unchecked, objects: unchecked, shapes: unchecked },
} as const;

const common = { seed: unchecked, size: optional(aRecord('an object with the items of each split, such as { training: 1000 }')) };
const splits: Kinds<Partial<Record<Split, number>>> = { training: unchecked, validation: unchecked, test: unchecked };

/**
 * Refuses options of a generator that do not exist, are missing, or have the wrong kind; `own` are its options besides seed and size.
 *
 * Throws a `DatasetOptionError` that names the option, what is expected of it and what was given.
 */
export function checkGenerator<Options extends { readonly seed: number; readonly size?: Partial<Record<Split, number>> }>(
  caller: string,
  options: Options,
  own: Kinds<Omit<Options, 'seed' | 'size'>>,
): void {
  checkOptions(caller, options as object, { ...own, ...common }, DatasetOptionError);
  if (options.size) checkOptions(`${caller}, size`, options.size, splits, DatasetOptionError);
}
