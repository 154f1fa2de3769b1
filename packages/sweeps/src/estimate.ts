import type { Settings } from '@neural-em/experiments';
import type { Job, Probed } from './local/messages.ts';
import { stepsOfRun, validatedImages } from './plan/cost.ts';
import { startChild } from './start-child.ts';
import type { RunState } from './state.ts';
import { byCombination } from './table/table.ts';

/** An estimate of the work that is left of a run, from a few of its steps. */
export interface Estimate {
  readonly name: string;
  readonly combination: string;
  readonly state: RunState['state'];
  /** The largest number of training steps that may be left; a run may end earlier. */
  readonly steps: number;
  /** Seconds of training, validation and scoring; undefined if the probe failed. */
  readonly seconds: number | undefined;
  /** Bytes that the folder of the run will take. */
  readonly disk: number | undefined;
  /** Bytes of memory that the process of the run takes. */
  readonly memory: number | undefined;
}

/**
 * Estimates the work that is left of a sweep. For each combination, a separate process takes a few steps, without a run folder.
 *
 * @param options - `backend`, `parts` and `threads` as in `runSweep`; `say` is called for combinations that cannot be tried.
 */
export async function estimateSweep(
  states: readonly RunState[],
  {
    threads,
    say = () => {},
    ...how
  }: Pick<Job, 'backend' | 'parts'> & { readonly threads?: number | undefined; readonly say?: (text: string) => void } = {},
): Promise<Estimate[]> {
  const estimates = new Map<string, Estimate>();
  for (const group of byCombination(states)) {
    const open = group.find(({ state }) => state !== 'done');
    const probed = open && (await probeOnce({ ...how, kind: 'probe', run: open.run, path: open.path }, threads, say));
    for (const state of group) estimates.set(state.run.hash, estimateOf(state, probed));
  }
  return states.map(({ run }) => estimates.get(run.hash)!);
}

async function probeOnce(job: Job, threads: number | undefined, say: (text: string) => void): Promise<Probed | undefined> {
  let probed: Probed | undefined;
  const outcome = await startChild(job, {
    threads,
    onProbed: (found) => {
      probed = found;
    },
  }).ended;
  if ('message' in outcome) say(`${job.run.combination}: ${outcome.message}`);
  return probed;
}

function estimateOf({ run, state, step }: RunState, probed: Probed | undefined): Estimate {
  const { name, combination, settings } = run;
  const all = stepsOfRun(settings);
  const left = state === 'missing' ? all : state === 'begun' ? Math.max(0, all - step) : 0;
  const base = { name, combination, state, steps: left };
  if (state === 'done') return { ...base, seconds: 0, disk: 0, memory: 0 };
  if (!probed) return { ...base, seconds: undefined, disk: undefined, memory: undefined };
  const { evaluation } = settings;
  const validated = (left / Math.max(1, all)) * validatedImages(settings);
  const seconds = left * probed.secondsPerStep + (validated + evaluation.images * evaluation.restarts) * probed.secondsPerImage;
  return { ...base, seconds, disk: diskOf(settings, probed.parameters, all), memory: probed.memory };
}

const BYTES = { parameter: 4, row: 230, rest: 400_000 };

/**
 * Returns the bytes of a run folder: each checkpoint holds weights, two slots of the optimizer and best weights; beside them lie the best
 * weights once more, a row per step, pictures and a report.
 */
function diskOf({ run: { keep } }: Settings, parameters: number, steps: number): number {
  return parameters * BYTES.parameter * (4 * (keep + 1) + 1) + steps * BYTES.row + BYTES.rest;
}
