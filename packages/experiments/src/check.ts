import { dataKinds, velocityLaws } from './data.ts';
import { ExperimentError } from './errors.ts';
import { pick, wholeNumbers } from './lookup.ts';
import { checkModel, pixelKinds } from './model.ts';
import type { DataSettings, ExperimentSettings, TrainingSettings } from './settings.ts';
import { stagesOf } from './stages.ts';
import { noiseKinds, stepWeightKinds } from './training.ts';

/**
 * Checks settings, and those of every stage, before anything is made of them: names, ranges, and what does not go together.
 *
 * @throws ExperimentError naming the setting, its value and what it may be.
 */
export function checkSettings(settings: ExperimentSettings): void {
  const { data, model, stages = [] } = settings;
  if (stages.length > 0 && !pick(dataKinds, 'data.kind', data.kind).hasVariants)
    throw new ExperimentError(`stages must be left out for ${data.kind}: each is of some of the digits, and they have none`);
  checkModel(model);
  wholeNumbers({ 'model.components': model.components, 'model.thetaSize': model.thetaSize });
  within({ 'model.temperature': model.temperature }, { above: 0 });
  within({ 'model.floor': model.floor }, { from: 0 });
  within({ 'model.gammaGradient': model.gammaGradient ?? 1 }, { from: 0, to: 1 });
  for (const stage of stagesOf(settings)) checkStage(stage);
}

function checkStage({ data, model, training }: ExperimentSettings): void {
  checkData(data);
  checkTraining(training);
  checkSteps(data, training.emSteps);
  checkGrey(data, 'model.pixels.kind', model.pixels.kind, pixelKinds);
  checkGrey(data, 'training.noise.kind', training.noise.kind, noiseKinds);
}

function checkData({ kind, frames, height, width, objects, size, velocity, variants }: DataSettings): void {
  const { moves, hasVariants } = pick(dataKinds, 'data.kind', kind);
  wholeNumbers({ 'data.frames': frames, 'data.height': height, 'data.width': width, 'data.objects': objects });
  wholeNumbers({ 'data.size.training': size.training, 'data.size.validation': size.validation, 'data.size.test': size.test });
  if (!moves && frames !== 1) throw new ExperimentError(`data.frames must be 1 for ${kind}, which do not move, not ${frames}`);
  if (!moves && velocity) throw new ExperimentError(`data.velocity must be left out for ${kind}, which do not move`);
  if (velocity) pick(velocityLaws, 'data.velocity.law', velocity.law);
  if (variants === undefined) return;
  if (!hasVariants) throw new ExperimentError(`data.variants must be left out for ${kind}, which have no digits`);
  within({ 'data.variants': variants }, { from: 0, whole: true });
}

function checkTraining(training: TrainingSettings): void {
  const { batchSize, epochs, patience, validationImages, maxSteps, validateEvery } = training;
  const { noise, learningRate, interWeight, stepWeights, thetaDropout = 0 } = training;
  wholeNumbers({
    'training.batchSize': batchSize,
    'training.epochs': epochs,
    'training.patience': patience,
    'training.validationImages': validationImages,
  });
  within({ 'training.maxSteps': maxSteps, 'training.validateEvery': validateEvery }, { from: 0, whole: true });
  within({ 'training.learningRate': learningRate }, { above: 0 });
  within({ 'training.interWeight': interWeight }, { from: 0 });
  within({ 'training.thetaDropout': thetaDropout }, { from: 0, below: 1 });
  within({ 'training.noise.probability': noise.probability }, { from: 0, to: 1 });
  pick(noiseKinds, 'training.noise.kind', noise.kind);
  if (stepWeights !== undefined) pick(stepWeightKinds, 'training.stepWeights', stepWeights);
}

function checkSteps({ frames }: DataSettings, emSteps: number): void {
  if (frames === 1) wholeNumbers({ 'training.emSteps on static images': emSteps });
  else if (!(Number.isInteger(emSteps) && emSteps >= 0 && emSteps < frames))
    throw new ExperimentError(
      `training.emSteps must be a whole number from 0, for all, to ${frames - 1}, one less than data.frames, not ${emSteps}`,
    );
}

function checkGrey({ kind }: DataSettings, setting: string, name: string, table: Readonly<Record<string, { binary: boolean }>>): void {
  if (pick(dataKinds, 'data.kind', kind).binary || !pick(table, setting, name).binary) return;
  const others = Object.keys(table).filter((other) => !table[other]!.binary);
  throw new ExperimentError(`${setting} ${name} is for binary images, and those of ${kind} are grey; it may be ${others.join(' or ')}`);
}

interface Range {
  readonly above?: number;
  readonly from?: number;
  readonly to?: number;
  readonly below?: number;
  readonly whole?: boolean;
}

function within(
  settings: Readonly<Record<string, number>>,
  { above = -Infinity, from = -Infinity, to = Infinity, below = Infinity, whole }: Range,
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (Number.isFinite(value) && value > above && value >= from && value <= to && value < below && (!whole || Number.isInteger(value)))
      continue;
    const ends = [
      ...(above > -Infinity ? [`above ${above}`] : []),
      ...(from > -Infinity ? [`of at least ${from}`] : []),
      ...(to < Infinity ? [`of at most ${to}`] : []),
      ...(below < Infinity ? [`below ${below}`] : []),
    ];
    throw new ExperimentError(`${name} must be a ${whole ? 'whole ' : ''}number ${ends.join(' and ')}, not ${value}`);
  }
}
