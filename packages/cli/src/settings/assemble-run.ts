import { type Assembled, assemble, type ExperimentSettings } from '@neural-em/experiments';
import {
  adam,
  adamW,
  constant,
  cosine,
  type DivergencePolicy,
  exponential,
  type OptimizerFactory,
  plateau,
  rmsProp,
  type Schedule,
  sgd,
  type TrainOptions,
  warmUp,
} from '@neural-em/trainers';
import { UsageError } from '../errors.ts';
import { sources } from '../sources.ts';
import type { RunSettings } from './run-settings.ts';

const optimizers: Readonly<Record<string, (settings: RunSettings['optimizer'], learningRate: number) => OptimizerFactory>> = {
  adam: (_, learningRate) => adam({ learningRate }),
  'adam-w': ({ weightDecay }, learningRate) => adamW({ learningRate, weightDecay }),
  sgd: ({ momentum }, learningRate) => sgd({ learningRate, momentum }),
  'rms-prop': (_, learningRate) => rmsProp({ learningRate }),
};

const schedules: Readonly<Record<string, (settings: RunSettings['schedule'], total: number) => Schedule>> = {
  constant: () => constant(),
  cosine: ({ steps, end, warmUp }, total) => cosine({ steps: steps || Math.max(1, total - warmUp), end }),
  exponential: ({ steps, factor }) => exponential({ steps, factor }),
  plateau: ({ factor, patience }) => plateau({ factor, patience }),
};

const policies: Readonly<Record<DivergencePolicy, DivergencePolicy>> = { stop: 'stop', skip: 'skip', rollback: 'rollback' };

/** Makes model, data and training options of an experiment as a run wants them. */
export function assembleRun(settings: ExperimentSettings, run: RunSettings): Assembled {
  const { seeds } = run;
  const assembled = assemble({ ...settings, seed: seeds.initialisation ?? settings.seed }, sources);
  return { ...assembled, training: { ...assembled.training, ...runOptions(settings, run) } };
}

function runOptions(settings: ExperimentSettings, run: RunSettings): Partial<TrainOptions> {
  const { optimizer, schedule, clipNorm, microBatchSize, seeds, onDivergence, checkpointEvery } = run;
  checkCounts(run);
  const follow = pick(schedules, 'run.schedule.kind', schedule.kind)(schedule, totalSteps(settings));
  return {
    seed: settings.seed,
    seeds: { ...given('data', seeds.data), ...given('noise', seeds.noise), ...given('gamma', seeds.gamma) },
    optimizer: pick(optimizers, 'run.optimizer.kind', optimizer.kind)(optimizer, settings.training.learningRate),
    schedule: schedule.warmUp > 0 ? warmUp({ steps: schedule.warmUp, next: follow }) : follow,
    onDivergence: pick(policies, 'run.onDivergence', onDivergence),
    checkpointEvery,
    ...(clipNorm > 0 ? { clipNorm } : {}),
    ...(microBatchSize > 0 ? { microBatchSize } : {}),
  };
}

function checkCounts({ checkpointEvery, keep, microBatchSize, clipNorm }: RunSettings): void {
  for (const [name, value, least] of [
    ['checkpointEvery', checkpointEvery, 1],
    ['keep', keep, 1],
    ['microBatchSize', microBatchSize, 0],
  ] as const)
    if (!(Number.isInteger(value) && value >= least))
      throw new UsageError(`run.${name} must be a whole number of at least ${least}, not ${value}`);
  if (!(clipNorm >= 0)) throw new UsageError(`run.clipNorm must be a number of at least 0, not ${clipNorm}`);
}

/** Training steps that settings allow. */
export function totalSteps({ data, training }: ExperimentSettings): number {
  const all = training.epochs * Math.ceil(data.size.training / training.batchSize);
  return training.maxSteps > 0 ? Math.min(training.maxSteps, all) : all;
}

function given(name: string, seed: number | null): Record<string, number> {
  return seed === null ? {} : { [name]: seed };
}

function pick<T>(table: Readonly<Record<string, T>>, setting: string, name: string): T {
  const found = Object.hasOwn(table, name) ? table[name] : undefined;
  if (found === undefined) throw new UsageError(`${setting} must be one of ${Object.keys(table).join(', ')}, not ${name}`);
  return found;
}
