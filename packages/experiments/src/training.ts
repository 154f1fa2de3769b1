import { everyStep, lastStep } from '@neural-em/core';
import { adam, bitFlip, maskedUniform, type Noise, noNoise, type TrainOptions } from '@neural-em/trainers';
import { pick } from './lookup.ts';
import type { TrainingSettings } from './settings.ts';

interface NoiseKind {
  /** Whether it keeps a pixel 0 or 1, and means nothing to one between. */
  readonly binary: boolean;
  readonly make: (probability: number) => Noise;
}

/** Every noise, by name. */
export const noiseKinds: Readonly<Record<string, NoiseKind>> = {
  'bit-flip': { binary: true, make: bitFlip },
  'masked-uniform': { binary: false, make: (probability) => maskedUniform(probability) },
  none: { binary: false, make: () => noNoise },
};

/** Which steps weigh, by name. */
export const stepWeightKinds: Readonly<Record<string, (steps: number) => number[]>> = { last: lastStep, every: everyStep };

/** The options of `train` that settings describe. */
export function trainOptions(settings: TrainingSettings, { components, seed }: { components: number; seed: number }): TrainOptions {
  const {
    emSteps,
    stepWeights,
    lossSteps = 1,
    gammaSharpness = 1,
    thetaDropout = 0,
    noise,
    interWeight,
    learningRate,
    batchSize,
    epochs,
    maxSteps,
    validateEvery,
    patience,
    validationImages,
  } = settings;
  const { kind, probability, trainingProbability = probability, growSteps = 0 } = noise;
  const { make } = pick(noiseKinds, 'training.noise.kind', kind);
  const noiseAt = (step: number) => make(trainingProbability * (growSteps > 0 ? Math.min(1, step / growSteps) : 1));
  return {
    components,
    noise: make(probability),
    ...(growSteps > 0 || trainingProbability !== probability ? { noiseAt } : {}),
    lossSteps: lossSteps || emSteps,
    gammaSharpness,
    thetaDropout,
    ...(stepWeights === undefined ? {} : { stepWeights: pick(stepWeightKinds, 'training.stepWeights', stepWeights) }),
    interWeight,
    seed,
    optimizer: adam({ learningRate }),
    batchSize,
    epochs,
    ...(emSteps > 0 ? { emSteps } : {}),
    ...(maxSteps > 0 ? { maxSteps } : {}),
    ...(validateEvery > 0 ? { validateEvery } : {}),
    patience,
    validationImages,
  };
}
