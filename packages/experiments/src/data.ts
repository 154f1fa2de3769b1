import {
  constantSpeed,
  type Dataset,
  type DigitSplits,
  flyingMnist,
  flyingShapes,
  staticShapes,
  type VelocityLaw,
  wholeVelocities,
} from '@neural-em/datasets';
import { ExperimentError } from './errors.ts';
import { pick } from './lookup.ts';
import type { DataSettings } from './settings.ts';

/** Where data that cannot be generated come from. */
export interface DataSources {
  /** The digits of flying MNIST: in Node `loadMnist` of `@neural-em/datasets/mnist`. */
  readonly digits?: () => DigitSplits;
}

interface DataKind {
  /** Whether pixels are 0 or 1 and nothing between. */
  readonly binary: boolean;
  /** Whether there are sequences of it. */
  readonly moves: boolean;
  /** Whether `data.variants` means anything to it. */
  readonly hasVariants: boolean;
  readonly make: (data: DataSettings, sources: DataSources) => Dataset;
}

/** How objects move, by name. */
export const velocityLaws: Record<string, (speed: number) => VelocityLaw> = { whole: wholeVelocities, constant: constantSpeed };

/** Every kind of data, by name. */
export const dataKinds: Readonly<Record<string, DataKind>> = {
  'static-shapes': { binary: true, moves: false, hasVariants: false, make: staticShapes },
  'flying-shapes': {
    binary: true,
    moves: true,
    hasVariants: false,
    make: ({ velocity, ...data }) => flyingShapes({ ...data, ...moving(velocity) }),
  },
  'flying-mnist': {
    binary: false,
    moves: true,
    hasVariants: true,
    make: ({ velocity, variants = 0, ...data }, { digits }) => {
      if (!digits)
        throw new ExperimentError(
          'flying-mnist needs digits: assemble(settings, { digits: loadMnist }), with loadMnist of @neural-em/datasets/mnist in Node',
        );
      return flyingMnist({ ...data, digits: digits(), ...(variants === 0 ? {} : { variants }), ...moving(velocity) });
    },
  },
};

function moving(velocity: DataSettings['velocity']): { velocity?: VelocityLaw } {
  return velocity ? { velocity: pick(velocityLaws, 'data.velocity.law', velocity.law)(velocity.speed) } : {};
}
