import {
  balls3curtain,
  bouncingBalls,
  colorSprites,
  constantSpeed,
  type Dataset,
  type DigitSplits,
  flyingMnist,
  flyingShapes,
  staticShapes,
  texturedDigits,
  type VelocityLaw,
  wholeVelocities,
} from '@neural-em/datasets';
import { ExperimentError } from '../errors.ts';
import type { DataSettings } from '../settings/types.ts';
import type { DataPart, DataSources } from './types.ts';

/** The laws of motion, by name. */
const velocityLaws: Readonly<Record<'whole' | 'constant', (speed: number) => VelocityLaw>> = {
  whole: wholeVelocities,
  constant: constantSpeed,
};

function moving({ velocity }: DataSettings): { velocity?: VelocityLaw } {
  return velocity ? { velocity: velocityLaws[velocity.law](velocity.speed) } : {};
}

const common = ({ seed, objects, size }: DataSettings) => ({ seed, objects, size });
const scene = ({ height, width, ...data }: DataSettings) => ({ ...common({ height, width, ...data }), height, width });

function square({ kind, height, width, frames }: DataSettings): { side: number; frames: number } {
  if (height !== width) throw new ExperimentError(`data.height and data.width must be equal for ${kind}, not ${height} and ${width}`);
  return { side: height, frames };
}

function digitsOf(name: string, { digits }: DataSources): DigitSplits {
  if (digits) return digits();
  throw new ExperimentError(
    `${name} needs digits: assemble(settings, withParts({ sources: { digits: loadMnist } })), with loadMnist of @neural-em/datasets/mnist in Node`,
  );
}

/** A data set under the name that settings have for it: that of its function is the name of an experiment. */
const named = <D extends Dataset>(name: string, dataset: D): D => ({ ...dataset, name });

const velocity = { law: 'whole', speed: 1 } as const;

/** Data sets of this package, by name. Files are of `@neural-em/runs`, which reads them in Node. */
export const data = {
  'still-shapes': { pixels: 'binary', moves: false, takes: [], open: (data) => named('still-shapes', staticShapes(scene(data))) },
  'flying-shapes': {
    pixels: 'binary',
    moves: true,
    takes: ['velocity'],
    settings: { frames: 21, velocity },
    open: (data) => flyingShapes({ ...scene(data), frames: data.frames, ...moving(data) }),
  },
  'flying-digits': {
    pixels: 'real',
    moves: true,
    takes: ['velocity', 'variants'],
    settings: { height: 24, width: 24, objects: 2, frames: 21, velocity, variants: 'all' },
    open: ({ variants = 'all', ...data }, sources) =>
      named(
        'flying-digits',
        flyingMnist({
          ...scene(data),
          ...moving(data),
          frames: data.frames,
          digits: digitsOf('flying-digits', sources),
          ...(variants === 'all' ? {} : { variants }),
        }),
      ),
  },
  'bouncing-balls': {
    pixels: 'binary',
    moves: true,
    takes: ['leastObjects'],
    settings: { height: 64, width: 64, objects: 4, frames: 51 },
    open: ({ leastObjects, ...data }) =>
      bouncingBalls({ ...square(data), seed: data.seed, size: data.size, objects: [leastObjects ?? data.objects, data.objects] }),
  },
  'curtained-balls': {
    pixels: 'binary',
    moves: true,
    takes: [],
    settings: { height: 64, width: 64, objects: 3, frames: 51 },
    open: (data) => {
      if (data.objects !== 3) throw new ExperimentError(`data.objects must be 3 for curtained-balls, not ${data.objects}`);
      return balls3curtain({ ...square(data), seed: data.seed, size: data.size });
    },
  },
  'color-sprites': {
    pixels: 'real',
    moves: true,
    takes: ['velocity'],
    settings: { height: 32, width: 32, channels: 3 },
    open: (data) => colorSprites({ ...scene(data), frames: data.frames, ...moving(data) }),
  },
  'textured-digits': {
    pixels: 'real',
    moves: false,
    takes: [],
    settings: { objects: 2 },
    open: ({ objects, ...data }, sources) => {
      if (objects !== 1 && objects !== 2) throw new ExperimentError(`data.objects must be 1 or 2 for textured-digits, not ${objects}`);
      return texturedDigits({ seed: data.seed, size: data.size, objects, digits: digitsOf('textured-digits', sources) });
    },
  },
} satisfies Readonly<Record<string, DataPart>>;
