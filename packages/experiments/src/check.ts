import { dataKinds } from './data.ts';
import { ExperimentError } from './errors.ts';
import { pick, wholeNumbers } from './lookup.ts';
import { pixelKinds } from './model.ts';
import type { DataSettings, ExperimentSettings } from './settings.ts';
import { noiseKinds } from './training.ts';

/** Throws an `ExperimentError` for settings that do not go together, before anything is made of them. */
export function checkSettings({ data, model, training }: ExperimentSettings): void {
  wholeNumbers({ 'model.components': model.components, 'data.frames': data.frames, 'training.batchSize': training.batchSize });
  checkData(data);
  checkSteps(data, training.emSteps);
  checkGrey(data, 'model.pixels.kind', model.pixels.kind, pixelKinds);
  checkGrey(data, 'training.noise.kind', training.noise.kind, noiseKinds);
}

function checkData({ kind, frames, velocity, variants }: DataSettings): void {
  const { moves, hasVariants } = pick(dataKinds, 'data.kind', kind);
  if (!moves && frames !== 1) throw new ExperimentError(`data.frames must be 1 for ${kind}, which do not move, not ${frames}`);
  if (!moves && velocity) throw new ExperimentError(`data.velocity must be left out for ${kind}, which do not move`);
  if (!hasVariants && variants !== undefined) throw new ExperimentError(`data.variants must be left out for ${kind}, which have no digits`);
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
