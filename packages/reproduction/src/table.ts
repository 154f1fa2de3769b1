import { type PublishedScore, published } from '@neural-em/experiments';
import { type Spread, spreadOf } from '@neural-em/runs';
import type { OverlapBin } from './overlap.ts';
import type { RunState, TestScores } from './states.ts';

/** A model with its scores over seeds. Only finished runs count. */
export interface ModelRow {
  readonly name: string;
  readonly scores: Readonly<Record<keyof TestScores, Spread>> | null;
  readonly runs: { readonly done: number; readonly planned: number };
  readonly steps: Spread | null;
  /** Seconds of training and scoring per run. */
  readonly seconds: Spread | null;
  /** Whether some sessions were not timed, so that the runs took longer than the seconds say. */
  readonly isLowerBound: boolean;
}

/** A baseline with its mean scores over images. */
export interface BaselineRow {
  readonly name: string;
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
}

/** A score of ours in the form of the published ones, for the page that compares them. */
export type OwnScore = Pick<PublishedScore, 'method' | 'trained' | 'scored'> &
  Spread & {
    readonly runs: number;
    /** Set if no run has finished; the score is then that of the best weights so far. */
    readonly unfinished?: true;
  };

/** The results of a reproduction; they are written as JSON and as Markdown. */
export interface ReproductionTable {
  readonly experiment: string;
  readonly command: string;
  /** Settings that differ from the paper's in all runs. */
  readonly changed: readonly string[];
  readonly testImages: number;
  readonly models: readonly ModelRow[];
  /** AMI (max) on the test images; empty if settings differ from the paper's. */
  readonly scores: readonly OwnScore[];
  readonly published: readonly PublishedScore[];
  readonly baselines: readonly BaselineRow[];
  /** AMI (max) by the overlap of the images. */
  readonly overlap: { readonly images: number; readonly rows: readonly { readonly name: string; readonly bins: readonly OverlapBin[] }[] };
  readonly examples: readonly { readonly name: string; readonly caption: string }[];
  readonly runs: readonly RunState[];
}

/** A run that has a score. */
export type ScoredRun = RunState & { readonly test: NonNullable<RunState['test']> };

/** Returns the runs of a model that have a score: the finished ones or, if none is finished, those under way. */
export function scoredRuns(states: readonly RunState[], name: string): ScoredRun[] {
  const scored = states.filter((run): run is ScoredRun => run.name === name && run.test !== null);
  const done = scored.filter(({ state }) => state === 'done');
  return done.length > 0 ? done : scored;
}

/** Returns the names of the models, in the order in which they are planned. */
export function modelNames(states: readonly RunState[]): string[] {
  return [...new Set(states.map(({ name }) => name))];
}

/** Returns a row for each model, with its scores over seeds, in the order of `modelNames`. */
export function modelRows(states: readonly RunState[]): ModelRow[] {
  return modelNames(states).map((name) => {
    const runs = states.filter((state) => state.name === name);
    const done = scoredRuns(states, name).filter(({ state }) => state === 'done');
    const over = (of: (run: (typeof done)[number]) => number): Spread => spreadOf(done.map(of));
    const times = done.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
    return {
      name,
      scores:
        done.length === 0
          ? null
          : {
              amiMax: over(({ test }) => test.scores.amiMax),
              amiArithmetic: over(({ test }) => test.scores.amiArithmetic),
              ari: over(({ test }) => test.scores.ari),
              loss: over(({ test }) => test.scores.loss),
            },
      runs: { done: done.length, planned: runs.length },
      steps: done.length === 0 ? null : over(({ steps }) => steps),
      seconds: times.length === 0 ? null : spreadOf(times),
      isLowerBound: done.some(({ isWholeTime }) => !isWholeTime),
    };
  });
}

/** Returns the scores of all models that have any, with the experiment that they were trained and scored on. */
export function ownScores(states: readonly RunState[], { experiment, components }: PublishedScore['trained']): OwnScore[] {
  const trained = { experiment, components };
  return modelNames(states).flatMap((method): OwnScore[] => {
    const runs = scoredRuns(states, method);
    if (runs.length === 0) return [];
    const score = { ...spreadOf(runs.map(({ test }) => test.scores.amiMax)), runs: runs.length };
    const isDone = runs.some(({ state }) => state === 'done');
    return [{ method, trained, scored: { ...trained, split: 'test' }, ...score, ...(isDone ? {} : { unfinished: true }) }];
  });
}

/** Returns the published scores of models that were trained on an experiment and scored on its own test images. */
export function publishedOn(experiment: string): PublishedScore[] {
  return published.filter(
    ({ trained, scored }) => trained.experiment === experiment && scored.experiment === experiment && scored.split === 'test',
  );
}
