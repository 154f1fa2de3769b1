import { readFileSync } from 'node:fs';
import type { Point } from '@neural-em/trainers';

/** A constant number, or points over training steps, between which the number changes linearly. */
export type Course = number | readonly Point[];

/** All settings of a trial. */
export interface Trial {
  readonly data: {
    readonly kind: 'flying-shapes' | 'flying-mnist';
    readonly height: number;
    readonly width: number;
    readonly objects: number;
    readonly frames: number;
    /** Whether small shapes, 4×4 and 4×7, replace those of the paper. */
    readonly smallShapes?: boolean;
    /** Number of different digits in the training split; 0 for all. */
    readonly variants?: number;
    /** Whether to validate on the training digits, as in a stage with few digits. */
    readonly ownDigits?: boolean;
    /** Whether digits are halved twice, to 7×7 pixels. */
    readonly smallDigits?: boolean;
    readonly trainingItems?: number;
  };
  readonly channels: readonly number[];
  readonly dense: number;
  readonly thetaSize: number;
  /** The recurrent cell; the paper's by default. */
  readonly cell?: 'gru' | 'layerNormLstm';
  /** Whether digits have Bernoulli pixels, too, with an unscaled residual. */
  readonly binary?: boolean;
  readonly components: number;
  readonly seed: number;
  /** A pretrained model, or a safetensors file, with the initial weights. */
  readonly from?: string;
  readonly batchSize: number;
  readonly steps: number;
  readonly validateEvery: number;
  readonly validationImages: number;
  readonly noise: number;
  readonly learningRate: number;
  readonly clipNorm?: number;
  /** Factor of the learning rate. */
  readonly rate: Course;
  readonly interWeight: Course;
  readonly litInterWeight: Course;
  readonly thetaDropout: Course;
  /** Number of EM steps, within each sequence, over which dropout on theta falls to 0; with 0, dropout does not fall. */
  readonly thetaDropoutSteps: Course;
  readonly gammaGradient: Course;
  readonly floor: Course;
  readonly temperature: Course;
  /** Number of EM steps; 0 for all frames. */
  readonly emSteps: Course;
}

const common = {
  seed: 1,
  batchSize: 16,
  noise: 0.2,
  learningRate: 1e-3,
  rate: 1,
  interWeight: 1,
  litInterWeight: 1,
  thetaDropout: 0,
  thetaDropoutSteps: 0,
  gammaGradient: 0,
  floor: 0,
  temperature: 1,
  emSteps: 0,
};

/** The settings from which trials start. */
export const bases: Readonly<Record<string, Trial>> = {
  'small-shapes': {
    ...common,
    data: { kind: 'flying-shapes', height: 16, width: 16, objects: 3, frames: 9, smallShapes: true },
    channels: [16, 32],
    dense: 128,
    thetaSize: 64,
    components: 3,
    steps: 3000,
    validateEvery: 500,
    validationImages: 256,
  },
  shapes: {
    ...common,
    data: { kind: 'flying-shapes', height: 28, width: 28, objects: 3, frames: 21 },
    channels: [32, 64],
    dense: 512,
    thetaSize: 100,
    components: 3,
    steps: 8000,
    validateEvery: 250,
    validationImages: 256,
  },
  'small-digits': {
    ...common,
    data: { kind: 'flying-mnist', height: 16, width: 16, objects: 2, frames: 9, smallDigits: true, variants: 20, ownDigits: true },
    channels: [16, 32],
    dense: 128,
    thetaSize: 100,
    components: 2,
    steps: 3000,
    validateEvery: 500,
    validationImages: 256,
    interWeight: 0.2,
    temperature: 0.0625,
  },
  digits: {
    ...common,
    data: { kind: 'flying-mnist', height: 24, width: 24, objects: 2, frames: 21, variants: 20, ownDigits: true },
    channels: [32, 64, 128],
    dense: 512,
    thetaSize: 250,
    components: 2,
    steps: 8000,
    validateEvery: 250,
    validationImages: 256,
    interWeight: 0.2,
    temperature: 0.0625,
  },
};

/** Returns the settings of a trial: a base, with the changes of a JSON file or text. */
export function readTrial(base: string, changes: string): Trial {
  const found = bases[base];
  if (!found) throw new Error(`there is no base ${base}; there is ${Object.keys(bases).join(', ')}`);
  const { data, ...rest } = JSON.parse(changes.startsWith('{') ? changes : readFileSync(changes, 'utf8')) as Partial<Trial>;
  return { ...found, ...rest, data: { ...found.data, ...data } };
}
