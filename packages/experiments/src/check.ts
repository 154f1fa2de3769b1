import { ExperimentError } from './errors.ts';
import { ownParts, pick } from './parts/index.ts';
import type { Parts } from './parts/types.ts';
import { complete, type SomeSettings } from './settings/complete.ts';
import type { Tree } from './settings/leaves.ts';
import { isPoints } from './settings/over-steps.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';
import { stagesOf } from './stages.ts';

/**
 * Completes and checks settings, and those of every stage: names, ranges, and whether settings fit together.
 *
 * @throws ExperimentError that names the setting, its value and the values that it may have.
 */
export function checked(given: SomeSettings | Tree, parts: Parts = ownParts): Settings {
  const settings = complete(given);
  const { data, stages } = settings;
  if (stages.length > 0 && !pick(parts.data, 'data.kind', data.kind).takes.includes('variants'))
    throw new ExperimentError(`stages must be left out for ${data.kind}: stages differ in their digits, and these data have no digits`);
  checkNames(settings, parts);
  for (const stage of stagesOf(settings)) {
    checkData(stage.data, parts);
    checkSteps(stage);
  }
  checkRange(settings, parts);
  checkNetwork(settings, parts);
  checkAttention(settings.model);
  checkMotion(settings);
  return settings;
}

function checkNames({ model, training, run }: Settings, parts: Parts): void {
  const algorithm = pick(parts.algorithms, 'model.algorithm', model.algorithm);
  const usable = Object.fromEntries(Object.entries(parts.networks).filter(([, network]) => algorithm(network)));
  pick(usable, `model.network of ${model.algorithm}`, model.network);
  pick(parts.cells, 'model.cell', model.cell);
  pick(parts.pixels, 'model.pixels.kind', model.pixels.kind);
  pick(parts.noises, 'training.noise.kind', training.noise.kind);
  pick(parts.optimizers, 'run.optimizer.kind', run.optimizer.kind);
  pick(parts.schedules, 'run.schedule.kind', run.schedule.kind);
}

/** Refuses a setting of attention without effect: with one component, or with an algorithm other than Relational N-EM. */
function checkAttention({ algorithm, attention, components }: Settings['model']): void {
  if (attention === undefined) return;
  if (algorithm !== 'r-nem') throw new ExperimentError(`model.attention must be left out for ${algorithm}: only r-nem has attention`);
  if (attention && components === 1)
    throw new ExperimentError(
      'model.attention weighs the effects of other components: with model.components 1 there are none, so it must be false or left out',
    );
}

/** Refuses dropout on a theta that holds a place: a share of the patches would jump to the middle of the image. */
function checkMotion({ model: { network, patch }, training: { thetaDropout } }: Settings): void {
  if (network === 'patch' && patch?.motion && thetaDropout !== 0)
    throw new ExperimentError(
      `training.thetaDropout must be 0 with model.patch.motion, not ${JSON.stringify(thetaDropout)}: theta then holds places, which dropout would break`,
    );
}

function checkData(data: DataSettings, parts: Parts): void {
  const { moves, takes } = pick(parts.data, 'data.kind', data.kind);
  if (!moves && data.frames !== 1)
    throw new ExperimentError(`data.frames must be 1 for ${data.kind}, which do not move, not ${data.frames}`);
  for (const name of ['path', 'shares', 'velocity', 'variants', 'leastObjects'] as const)
    if (data[name] !== undefined && !takes.includes(name))
      throw new ExperimentError(`data.${name} must be left out for ${data.kind}, which ${takesNothing[name]}`);
  if (data.leastObjects !== undefined && data.leastObjects > data.objects)
    throw new ExperimentError(`data.leastObjects must be at most the ${data.objects} of data.objects, not ${data.leastObjects}`);
}

const takesNothing = {
  path: 'are generated',
  shares: 'are generated',
  velocity: 'do not move by one',
  variants: 'have no digits',
  leastObjects: 'have one number of objects',
} as const;

function checkSteps({ data: { frames }, training: { emSteps, lossSteps } }: Settings): void {
  const most = isPoints(emSteps) ? Math.max(...emSteps.map(([, steps]) => steps)) : emSteps;
  if (frames === 1 && most === 'all')
    throw new ExperimentError('training.emSteps must be a whole number above 0 for static images, not all: they have no next frames');
  if (frames > 1 && most !== 'all' && most >= frames)
    throw new ExperimentError(
      `training.emSteps must be all, or a whole number from 1 to ${frames - 1}, one less than data.frames, not ${most}`,
    );
  if (frames > 1 && lossSteps !== 1)
    throw new ExperimentError(`training.lossSteps must be 1 for sequences, which have a loss at every step, not ${lossSteps}`);
  if (lossSteps !== 'all' && most !== 'all' && lossSteps > most)
    throw new ExperimentError(`training.lossSteps must be all, or at most the ${most} of training.emSteps, not ${lossSteps}`);
}

/** Refuses pixels and noises for zeros and ones if images are grey or in colour. */
function checkRange({ data, model, training }: Settings, parts: Parts): void {
  if (parts.data[data.kind]!.pixels !== 'real') return;
  const refuse = (setting: string, name: string, table: Parts['pixels'] | Parts['noises']) => {
    if (!table[name]!.binary) return;
    const others = Object.keys(table).filter((other) => !table[other]!.binary);
    const kind = data.channels === 1 ? 'grey' : 'of colours';
    throw new ExperimentError(
      `${setting} ${name} is for binary images, and those of ${data.kind} are ${kind}; it may be ${others.join(' or ')}`,
    );
  };
  refuse('model.pixels.kind', model.pixels.kind, parts.pixels);
  refuse('training.noise.kind', training.noise.kind, parts.noises);
}

function checkNetwork({ data, model }: Settings, parts: Parts): void {
  const misfit = parts.networks[model.network]!.misfit?.([data.height, data.width, data.channels], model);
  if (misfit !== undefined) throw new ExperimentError(`model.network ${model.network}: ${misfit}`);
}
