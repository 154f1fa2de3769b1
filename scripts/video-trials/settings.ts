import { readFileSync } from 'node:fs';
import type { Point } from '@neural-em/trainers';

/** A number, or one that moves in straight lines from point to point over training steps. */
export type Course = number | readonly Point[];

/** A trial: everything that decides it. */
export interface Trial {
  readonly data: {
    readonly kind: 'flying-shapes' | 'flying-mnist';
    readonly height: number;
    readonly width: number;
    readonly objects: number;
    readonly frames: number;
    /** Shapes of the stand-in, 4×4 and 4×7, in place of the paper's. */
    readonly smallShapes?: boolean;
    /** Digits of the training split; 0 for all. */
    readonly variants?: number;
    /** Validate on the training digits, as for a stage of few digits. */
    readonly ownDigits?: boolean;
    /** Digits halved twice, 7×7. */
    readonly smallDigits?: boolean;
    readonly trainingItems?: number;
  };
  readonly channels: readonly number[];
  readonly dense: number;
  readonly thetaSize: number;
  /** The recurrent cell; the paper's by default. */
  readonly cell?: 'gru' | 'layerNormLstm';
  /** Bernoulli pixels for digits as well, and their residual as it is. */
  readonly binary?: boolean;
  readonly components: number;
  readonly seed: number;
  /** A pretrained model, or a safetensors file, to begin with. */
  readonly from?: string;
  readonly batchSize: number;
  readonly steps: number;
  readonly validateEvery: number;
  readonly validationImages: number;
  readonly noise: number;
  readonly learningRate: number;
  readonly clipNorm?: number;
  /** What the learning rate is multiplied by. */
  readonly rate: Course;
  readonly interWeight: Course;
  readonly litInterWeight: Course;
  readonly thetaDropout: Course;
  /** EM steps after which dropout on theta has fallen to 0, within each sequence; 0 where it stays. */
  readonly thetaDropoutSteps: Course;
  readonly gammaGradient: Course;
  readonly floor: Course;
  readonly temperature: Course;
  /** EM steps; 0 for all of them. */
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

/** Settings to change one thing of. */
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

/** The settings of a trial: a base, and a JSON file or text of what differs. */
export function readTrial(base: string, changes: string): Trial {
  const found = bases[base];
  if (!found) throw new Error(`there is no base ${base}; there is ${Object.keys(bases).join(', ')}`);
  const { data, ...rest } = JSON.parse(changes.startsWith('{') ? changes : readFileSync(changes, 'utf8')) as Partial<Trial>;
  return { ...found, ...rest, data: { ...found.data, ...data } };
}
