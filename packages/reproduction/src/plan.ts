import { type Change, checked, experimentNamed, parseChange, withChanges } from '@neural-em/experiments';
import { nodeParts, RunError } from '@neural-em/runs';
import type { PlannedRun as SweepRun } from '@neural-em/sweeps';

/** A method that a reproduction trains with several seeds. */
export interface Contender {
  readonly name: string;
  readonly experiment: string;
  /** Settings that differ from those of the experiment, in the form of `--set`. */
  readonly set: readonly string[];
  /** Number of starts of each test image; 1 by default. */
  readonly restarts?: number;
}

/** A run of a sweep, named after its contender and seed. */
export interface PlannedRun extends SweepRun {
  readonly folder: string;
}

/** The contenders of each experiment that can be reproduced, those of the paper first. */
export const reproductions: Readonly<Record<string, readonly Contender[]>> = {
  'static-shapes': [
    { name: 'rnn-em', experiment: 'static-shapes', set: [] },
    { name: 'n-em', experiment: 'static-shapes', set: ['model.algorithm=n-em'] },
    { name: 'rnn-em-recommended', experiment: 'static-shapes-recommended', set: ['run.schedule.kind=cosine'] },
    {
      name: 'rnn-em-restarts',
      experiment: 'static-shapes-recommended',
      set: ['training.epochs=4', 'training.validateEvery=1250'],
      restarts: 20,
    },
    {
      name: 'n-em-recommended',
      experiment: 'static-shapes-recommended',
      set: [
        'model.algorithm=n-em',
        'model.floor=0.02',
        'model.gammaGradient=1',
        'training.emSteps=8',
        'training.thetaDropout=0',
        'training.epochs=1',
        'run.schedule.kind=cosine',
      ],
    },
  ],
};

/** The settings that `--quick` changes, so that every part does its work within minutes. */
export const quickSettings: readonly string[] = [
  'training.batchSize=16',
  'training.emSteps=6',
  'training.learningRate=0.002',
  'training.maxSteps=2000',
  'training.validateEvery=200',
  'training.validationImages=64',
  'training.patience=1000',
];

/**
 * Returns the contenders of an experiment with the given names; those of the paper by default.
 *
 * @throws RunError if there is no such reproduction or contender.
 */
export function contendersOf(experiment: string, names?: readonly string[]): readonly Contender[] {
  const all = Object.hasOwn(reproductions, experiment) ? reproductions[experiment]! : undefined;
  if (!all) throw new RunError(`there is no reproduction of ${experiment}; there is ${Object.keys(reproductions).join(', ')}`);
  if (!names) return all.filter((contender) => contender.experiment === experiment);
  return names.map((name) => {
    const found = all.find((contender) => contender.name === name);
    if (!found) throw new RunError(`${experiment} has no model ${name}; it has ${all.map((contender) => contender.name).join(', ')}`);
    return found;
  });
}

/** Plans a run of every contender with every seed, ordered by seed, so that every contender has a score early. */
export function planRuns({
  contenders,
  seeds,
  folder,
  set = [],
  testImages,
}: {
  readonly contenders: readonly Contender[];
  readonly seeds: readonly number[];
  readonly folder: string;
  /** Settings that are changed in all runs. */
  readonly set?: readonly string[];
  readonly testImages?: number | undefined;
}): PlannedRun[] {
  return seeds.flatMap((seed) =>
    contenders.map((contender): PlannedRun => {
      const name = `${contender.name}-seed-${seed}`;
      const { experiment, restarts = 1, set: own } = contender;
      const scored: Change[] = [
        ['evaluation.restarts', restarts],
        ...(testImages === undefined ? [] : [['evaluation.images', testImages] as const]),
      ];
      const changes = [['seed', seed] as const, ...scored, ...[...own, ...set].map(parseChange)];
      const settings = checked(withChanges(experimentNamed(experiment), changes), nodeParts);
      return { name, hash: name, settings, combination: contender.name, folder: `${folder}/${name}` };
    }),
  );
}
