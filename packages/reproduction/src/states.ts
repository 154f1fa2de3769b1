import { readResult, readRows, readRunConfig, type ScoreRow } from '@neural-em/runs';
import { readRunTime, readState as readSweepState } from '@neural-em/sweeps';
import type { PlannedRun } from './plan.ts';

/** One validation of a run. */
export interface Validation {
  readonly step: number;
  readonly loss: number;
  readonly amiMax: number;
  readonly amiArithmetic: number;
}

/** The state of a planned run. */
export interface RunState {
  readonly name: string;
  readonly seed: number;
  readonly folder: string;
  /** Number of starts of each test image. */
  readonly restarts: number;
  readonly state: 'done' | 'unfinished' | 'missing';
  readonly steps: number;
  /** The validation with the lowest loss; its weights are the best weights of the run. */
  readonly best: Validation | null;
  /** Seconds of training and scoring; null if they are not known. */
  readonly seconds: number | null;
  /** Whether the seconds include all sessions. */
  readonly isWholeTime: boolean;
  /** Test scores of the best weights; `readStates` only fills them in for finished runs. */
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

/** Reads the state of each planned run. Throws a `SweepError` if a folder holds a run of other settings; of several, it names the first. */
export async function readStates(runs: readonly PlannedRun[]): Promise<RunState[]> {
  const states: RunState[] = [];
  for (const run of runs) states.push(await readState(run));
  return states;
}

async function readState(run: PlannedRun): Promise<RunState> {
  const { combination: name, folder, settings } = run;
  const { seed, evaluation } = settings;
  const place = { name, seed, folder, restarts: evaluation.restarts };
  const nothing = { steps: 0, best: null, seconds: null, isWholeTime: false, test: null, backend: null, machine: null };
  const { state, scores: own } = await readSweepState(run, folder);
  if (state === 'missing') return { ...place, state, ...nothing };
  const { backend, machine } = await readRunConfig(folder);
  const rows = await readRows(folder);
  const validations = rows.flatMap((row): Validation[] => {
    const { kind, step, loss, amiMax, amiArithmetic } = row;
    const all = [step, loss, amiMax, amiArithmetic];
    return kind === 'validation' && all.every((value) => typeof value === 'number')
      ? [{ step, loss, amiMax, amiArithmetic } as Validation]
      : [];
  });
  const result = state === 'begun' ? undefined : await readResult(folder);
  const time = readRunTime(folder);
  // If the run was scored with another evaluation when it ended, these scores are used.
  const scores = own ?? result?.rows[0];
  const lastStep = rows.findLast(({ kind }) => kind === 'step')?.step;
  return {
    ...place,
    state: state === 'begun' ? 'unfinished' : 'done',
    steps: typeof lastStep === 'number' ? lastStep : 0,
    best: validations.reduce<Validation | null>((a, b) => (a && a.loss <= b.loss ? a : b), null),
    seconds: time?.seconds ?? result?.seconds ?? null,
    isWholeTime: time?.isWhole ?? false,
    test:
      result && isLabelled(scores)
        ? {
            images: own ? evaluation.images : result.testImages,
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
