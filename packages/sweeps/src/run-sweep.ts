import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { TrackingServers } from '@neural-em/trainers/loggers';
import type { SweepFolder } from './folder.ts';
import { type Scheduled, schedule } from './local/schedule.ts';
import { secondsLeft } from './local/time-left.ts';
import { costOf, stepsOfRun } from './plan/cost.ts';
import type { PlannedRun, Sweep } from './plan/plan.ts';
import { startChild } from './start-child.ts';
import { type RunState, readStates } from './state.ts';

/**
 * How a sweep runs on this machine, and who is told of its progress. Of these options, only `threads` and `minutes` change the results of
 * runs.
 */
export interface RunSweepOptions extends TrackingServers {
  /** The largest number of runs at a time. Default: the number of cores, divided by `threads`. Fewer run if memory does not suffice. */
  readonly jobs?: number | undefined;
  /** Number of threads of each run. Default 1, because two runs with one thread each get more done than one run with two. */
  readonly threads?: number | undefined;
  /** Number of further attempts after a failed one, if another may succeed. Default 1. */
  readonly retries?: number | undefined;
  /** Minutes, counted over all sessions of a run, after which its training ends. */
  readonly minutes?: number | undefined;
  /** Name of the TensorFlow.js backend. Default: the best available one. */
  readonly backend?: string | undefined;
  /** Path of a module with parts that settings name. */
  readonly parts?: string | undefined;
  /** Once this is aborted, runs under way are saved and no further run begins. */
  readonly pause?: AbortSignal | undefined;
  /** Seconds after which a full disk is tried again. Default 30. */
  readonly wait?: number | undefined;
  readonly say?: ((text: string) => void) | undefined;
  /** Called with the progress every second, and whenever a run ends. */
  readonly onChange?: ((progress: SweepProgress) => void) | undefined;
}

/** The progress of a sweep. */
export interface SweepProgress {
  readonly runs: readonly SweepRun[];
  /** An estimate; undefined before any work is done. */
  readonly secondsLeft: number | undefined;
}

/** A run of a sweep and its progress. */
export interface SweepRun extends Omit<Scheduled<PlannedRun>, 'run' | 'from' | 'lead' | 'advance'> {
  readonly name: string;
  readonly path: string;
  /** Share of its training that is done, from 0 to 1. */
  readonly fraction: number;
  readonly step: number;
  readonly loss?: number;
  /** AMI (max) of the validation images, once there is one. */
  readonly score?: number;
}

/**
 * Does the rest of a sweep, each run in a separate process. The output of runs is written to `logs/` in the folder of the sweep.
 *
 * @returns how every run ended.
 * @throws SweepError if a folder holds a run of other settings; RunDataError if a folder is damaged.
 */
export async function runSweep(sweep: Sweep, folder: SweepFolder, options: RunSweepOptions = {}): Promise<readonly SweepRun[]> {
  const {
    threads = 1,
    jobs = Math.max(1, Math.floor(availableParallelism() / threads)),
    retries = 1,
    minutes,
    backend,
    parts,
    mlflow,
    wandb,
    pause,
    wait = 30,
    say = () => {},
    onChange,
  } = options;
  const found = await readStates(sweep, folder);
  const open = found.filter(({ state }) => state !== 'done');
  const before = new Map(found.map(({ run, state, step }) => [run.hash, trainedBefore(state, step / stepsOfRun(run.settings))]));
  const describe = (scheduled: readonly Scheduled<PlannedRun>[]): SweepProgress => {
    const byHash = new Map(scheduled.map((one) => [one.run.hash, one]));
    const timed = scheduled.map((one) => {
      const { whole, training } = costOf(one.run.settings);
      const trained = before.get(one.run.hash) ?? 0;
      return {
        cost: whole,
        fraction: one.state === 'done' ? 1 : training * fractionOf(one, trained),
        from: training * (one.from ?? trained),
        seconds: one.seconds,
        lead: one.lead ?? 0,
        open: one.state === 'waiting' || one.state === 'running',
      };
    });
    const runs = found.map(({ run, path }): SweepRun => {
      const one = byHash.get(run.hash);
      if (one) return progressOf(one, path, before.get(run.hash) ?? 0);
      return { name: run.name, path, state: 'done', fraction: 1, step: stepsOfRun(run.settings), seconds: 0, failures: 0 };
    });
    return { runs, secondsLeft: secondsLeft(timed, jobs) };
  };
  const ended = await schedule(
    open.map(({ run }) => run),
    {
      jobs,
      retries,
      pause,
      wait,
      say,
      nameOf: ({ name }) => name,
      start: (run, onAdvance) =>
        startChild(
          { kind: 'run', run, path: folder.pathOf(run), backend, parts, minutes, mlflow, wandb },
          { threads, log: join(folder.path, 'logs', `${run.name}.log`), onAdvance },
        ),
      onChange: (scheduled) => onChange?.(describe(scheduled)),
    },
  );
  return describe(ended).runs;
}

/** Returns the share of its training that a run had done before this session. */
function trainedBefore(state: RunState['state'], fraction: number): number {
  if (state === 'missing') return 0;
  return state === 'begun' ? fraction : 1;
}

function fractionOf({ state, advance }: Scheduled<PlannedRun>, before: number): number {
  return state === 'done' ? 1 : (advance?.fraction ?? before);
}

function progressOf(one: Scheduled<PlannedRun>, path: string, before: number): SweepRun {
  const { run, from: _, lead: __, advance, ...rest } = one;
  const { loss, score, step } = advance ?? {};
  return {
    ...rest,
    name: run.name,
    path,
    fraction: fractionOf(one, before),
    step: step ?? Math.round(before * stepsOfRun(run.settings)),
    ...(loss === undefined ? {} : { loss }),
    ...(score === undefined ? {} : { score }),
  };
}
