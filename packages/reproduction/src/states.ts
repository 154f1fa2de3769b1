import { existsSync } from 'node:fs';
import { readResult, readRows, readRunConfig, type ScoreRow } from '@neural-em/runs';
import { isDone } from '@neural-em/trainers';
import { folderStorage } from '@neural-em/trainers/node';
import type { PlannedRun } from './plan.ts';
import { readRunTime } from './sessions.ts';

/** A validation of a run. */
export interface Validation {
  readonly step: number;
  readonly loss: number;
  readonly amiMax: number;
  readonly amiArithmetic: number;
}

/** How far a planned run is. */
export interface RunState {
  readonly name: string;
  readonly seed: number;
  readonly folder: string;
  /** Starts of each test image. */
  readonly restarts: number;
  readonly state: 'done' | 'unfinished' | 'missing';
  readonly steps: number;
  /** The validation of the lowest loss, whose weights are the run's. */
  readonly best: Validation | null;
  /** Seconds of training and scoring; null where they are not known. */
  readonly seconds: number | null;
  /** Whether the seconds are those of all sessions. */
  readonly isWholeTime: boolean;
  /** Of the best weights; `readStates` knows those of runs that are done. */
  readonly test: { readonly images: number; readonly scores: TestScores } | null;
  readonly backend: string | null;
  readonly machine: string | null;
}

/** Means over test images. */
export interface TestScores {
  readonly amiMax: number;
  readonly amiArithmetic: number;
  readonly ari: number;
  readonly loss: number;
}

/** How far each of the planned runs is. */
export function readStates(runs: readonly PlannedRun[]): Promise<RunState[]> {
  return Promise.all(runs.map(readState));
}

async function readState({ name, seed, folder, restarts = 1 }: PlannedRun): Promise<RunState> {
  const place = { name, seed, folder, restarts };
  const nothing = { steps: 0, best: null, seconds: null, isWholeTime: false, test: null, backend: null, machine: null };
  if (!existsSync(`${folder}/config.json`)) return { ...place, state: 'missing', ...nothing };
  const { backend, machine } = await readRunConfig(folder);
  const rows = await readRows(folder);
  const validations = rows.flatMap((row): Validation[] => {
    const { kind, step, loss, amiMax, amiArithmetic } = row;
    const all = [step, loss, amiMax, amiArithmetic];
    return kind === 'validation' && all.every((value) => typeof value === 'number')
      ? [{ step, loss, amiMax, amiArithmetic } as Validation]
      : [];
  });
  const done = await isDone(folderStorage(folder));
  const result = done ? await readResult(folder) : undefined;
  const time = readRunTime(folder);
  const scores = result?.rows[0];
  const lastStep = rows.findLast(({ kind }) => kind === 'step')?.step;
  return {
    ...place,
    state: done ? 'done' : 'unfinished',
    steps: typeof lastStep === 'number' ? lastStep : 0,
    best: validations.reduce<Validation | null>((a, b) => (a && a.loss <= b.loss ? a : b), null),
    seconds: time?.seconds ?? result?.seconds ?? null,
    isWholeTime: time?.isWhole ?? false,
    test:
      result && isLabelled(scores)
        ? {
            images: result.testImages,
            scores: { amiMax: scores.amiMax, amiArithmetic: scores.amiArithmetic, ari: scores.ari, loss: scores.loss ?? Number.NaN },
          }
        : null,
    backend: `${backend.name} (${backend.description})`,
    machine: `${machine.processor}, ${machine.cores} cores, ${machine.system}`,
  };
}

function isLabelled(row: ScoreRow | undefined): row is ScoreRow & Required<Pick<ScoreRow, 'amiMax' | 'amiArithmetic' | 'ari'>> {
  return row?.amiMax !== undefined && row.amiArithmetic !== undefined && row.ari !== undefined;
}
