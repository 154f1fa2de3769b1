import { type PublishedScore, published } from '@neural-em/experiments';
import { type Spread, spreadOf } from '@neural-em/runs';
import type { OverlapBin } from './overlap.ts';
import type { RunState, TestScores } from './states.ts';

/** A model with its scores over seeds. Only runs that are done count. */
export interface ModelRow {
  readonly name: string;
  readonly scores: Readonly<Record<keyof TestScores, Spread>> | null;
  readonly runs: { readonly done: number; readonly planned: number };
  readonly steps: Spread | null;
  /** Of training and scoring, a run. */
  readonly seconds: Spread | null;
  /** Whether the seconds leave out sessions that were not timed. */
  readonly isLowerBound: boolean;
}

/** A baseline: means over images. */
export interface BaselineRow {
  readonly name: string;
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
}

/** A score of ours in the terms of the published ones, for the page that sets all of them side by side. */
export type OwnScore = Pick<PublishedScore, 'method' | 'trained' | 'scored'> &
  Spread & {
    readonly runs: number;
    /** Where none of the runs has ended: the score of their best weights so far. */
    readonly unfinished?: true;
  };

/** What a reproduction came to; written as JSON and, from that, as Markdown. */
export interface ReproductionTable {
  readonly experiment: string;
  readonly command: string;
  /** Settings that are not those of the paper, for all runs. */
  readonly changed: readonly string[];
  readonly testImages: number;
  readonly models: readonly ModelRow[];
  /** AMI (max) on the test images; none where settings are not the paper's. */
  readonly scores: readonly OwnScore[];
  readonly published: readonly PublishedScore[];
  readonly baselines: readonly BaselineRow[];
  /** AMI (max) by the overlap of the image. */
  readonly overlap: { readonly images: number; readonly rows: readonly { readonly name: string; readonly bins: readonly OverlapBin[] }[] };
  readonly examples: readonly { readonly name: string; readonly caption: string }[];
  readonly runs: readonly RunState[];
}

/** A run with its score. */
export type ScoredRun = RunState & { readonly test: NonNullable<RunState['test']> };

/** The runs of a model that have a score: those that have ended, or while there is none those under way. */
export function scoredRuns(states: readonly RunState[], name: string): ScoredRun[] {
  const scored = states.filter((run): run is ScoredRun => run.name === name && run.test !== null);
  const done = scored.filter(({ state }) => state === 'done');
  return done.length > 0 ? done : scored;
}

/** The names of models, in the order in which they are planned. */
export function modelNames(states: readonly RunState[]): string[] {
  return [...new Set(states.map(({ name }) => name))];
}

/** The rows of models over their seeds, in the order in which they are named. */
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

/** The scores of models that have any, by what they were trained and scored on. */
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

/** What was published on an experiment, on its own test images. */
export function publishedOn(experiment: string): PublishedScore[] {
  return published.filter(
    ({ trained, scored }) => trained.experiment === experiment && scored.experiment === experiment && scored.split === 'test',
  );
}
