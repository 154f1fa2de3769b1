import { type EmModel, everyStep, lastStep } from '@neural-em/core';
import { type StepChanges, type TrainOptions, warmUp } from '@neural-em/trainers';
import { pick } from './parts/index.ts';
import type { EmOptions, Parts } from './parts/types.ts';
import { isPoints, lastValue, valueAt } from './settings/over-steps.ts';
import type { Settings } from './settings/table/index.ts';

const weights = { last: lastStep, every: everyStep } as const;

/** Returns the largest number of training steps that settings allow. */
export function totalSteps({ data, training }: Settings): number {
  const all = training.epochs * Math.ceil(data.size.training / training.batchSize);
  return training.maxSteps === 'none' ? all : Math.min(training.maxSteps, all);
}

/** Returns the options of `train` from settings. `modelOf` makes the model again, with the same parameters, if its settings change over steps. */
export function trainOptions(settings: Settings, parts: Parts, modelOf: (em: Partial<EmOptions>) => EmModel): TrainOptions {
  const { model, training, run, seed } = settings;
  const { noise, lossSteps, batchSize, epochs, maxSteps, validateEvery, patience, validationImages, gammaSharpness } = training;
  const emSteps = lastValue(training.emSteps);
  const { seeds } = run;
  const ownSeeds = Object.entries({ data: seeds.data, noise: seeds.noise, gamma: seeds.gamma }).filter(([, own]) => own !== 'run');
  const rate = pick(parts.schedules, 'run.schedule.kind', run.schedule.kind)(run.schedule, totalSteps(settings));
  return {
    components: model.components,
    noise: pick(parts.noises, 'training.noise.kind', noise.kind).make(noise.probability),
    ...changes(settings, parts, modelOf),
    lossSteps: lossSteps === 'all' ? Number(emSteps) : lossSteps,
    gammaSharpness,
    thetaDropout: Number(lastValue(training.thetaDropout)),
    ...(training.thetaDropoutSteps === 'all' ? {} : { thetaDropoutSteps: training.thetaDropoutSteps }),
    stepWeights: weights[training.stepWeights],
    interWeight: Number(lastValue(training.interWeight)),
    litInterWeight: Number(lastValue(training.litInterWeight)),
    litSharePower: Number(lastValue(training.litSharePower)),
    ownFrames: Number(lastValue(training.ownFrames)),
    seed,
    seeds: Object.fromEntries(ownSeeds),
    optimizer: pick(parts.optimizers, 'run.optimizer.kind', run.optimizer.kind)(run.optimizer, training.learningRate),
    schedule: run.schedule.warmUp > 0 ? warmUp({ steps: run.schedule.warmUp, next: rate }) : rate,
    onDivergence: run.onDivergence,
    checkpointEvery: run.checkpointEvery,
    batchSize,
    epochs,
    ...(emSteps === 'all' ? {} : { emSteps }),
    ...(maxSteps === 'none' ? {} : { maxSteps }),
    ...(validateEvery === 'epoch' ? {} : { validateEvery }),
    ...(run.clipNorm === 'none' ? {} : { clipNorm: run.clipNorm }),
    ...(run.microBatchSize === 'all' ? {} : { microBatchSize: run.microBatchSize }),
    patience,
    weights: training.weights,
    validationImages,
  };
}

/** Returns the options that change over training steps: noise that grows, and every setting with points. Undefined if none changes. */
function changes(
  { model, training }: Settings,
  parts: Parts,
  modelOf: (em: Partial<EmOptions>) => EmModel,
): Pick<TrainOptions, 'noiseAt' | 'at'> {
  const { kind, probability, trainingProbability = probability, growSteps } = training.noise;
  const { make } = pick(parts.noises, 'training.noise.kind', kind);
  const { temperature, floor, gammaGradient, firstSteps } = model;
  const { thetaDropout, interWeight, litInterWeight, litSharePower, ownFrames, emSteps, lossSteps } = training;
  const ofModel = Object.entries({ temperature, floor, gammaGradient }).filter(([, value]) => isPoints(value));
  const changesModel = ofModel.length > 0 || isPoints(firstSteps);
  const ofTask = Object.entries({ thetaDropout, interWeight, litInterWeight, litSharePower, ownFrames }).filter(([, value]) =>
    isPoints(value),
  );
  const hasNoise = growSteps > 0 || trainingProbability !== probability;
  const noiseAt = (step: number) => make(trainingProbability * (growSteps > 0 ? Math.min(1, step / growSteps) : 1));
  const valuesAt = (of: typeof ofTask, step: number) => Object.fromEntries(of.map(([name, value]) => [name, Number(valueAt(value, step))]));
  const stepsAt = (step: number) => {
    const steps = Math.round(Number(valueAt(emSteps, step)));
    return { emSteps: steps, ...(lossSteps === 'all' ? { lossSteps: steps } : {}) };
  };
  // Equal values give the same model object, so that `train` recognises steps in which nothing changes.
  let latest: { readonly key: string; readonly model: EmModel } | undefined;
  const modelAt = (step: number): EmModel => {
    const values = { ...valuesAt(ofModel, step), firstSteps: Math.round(Number(valueAt(firstSteps, step))) };
    const key = JSON.stringify(values);
    if (latest?.key !== key) latest = { key, model: modelOf(values) };
    return latest.model;
  };
  const at = (step: number): StepChanges => ({
    ...valuesAt(ofTask, step),
    ...(isPoints(emSteps) ? stepsAt(step) : {}),
    ...(changesModel ? { model: modelAt(step) } : {}),
  });
  return {
    ...(hasNoise ? { noiseAt } : {}),
    ...(changesModel || ofTask.length > 0 || isPoints(emSteps) ? { at } : {}),
  };
}
