import type { Settings } from '@neural-em/experiments';
import type { Job, Probed } from './local/messages.ts';
import { stepsOfRun, validatedImages } from './plan/cost.ts';
import { startChild } from './start-child.ts';
import type { RunState } from './state.ts';
import { byCombination } from './table/table.ts';

/** What is left of a run, as far as a few of its steps tell. */
export interface Estimate {
  readonly name: string;
  readonly combination: string;
  readonly state: RunState['state'];
  /** Training steps that are left, at most: a run may end earlier. */
  readonly steps: number;
  /** Of training, validation and scoring; undefined where the probe failed. */
  readonly seconds: number | undefined;
  /** Bytes that its folder will take. */
  readonly disk: number | undefined;
  /** Bytes that its process takes. */
  readonly memory: number | undefined;
}

/**
 * What is left of a sweep: of each combination a few steps are taken, in a process of its own and without a run folder.
 *
 * @param options - backend, parts and threads, as of `runSweep`; `say` is told of combinations that cannot be tried.
 */
export async function estimateSweep(
  states: readonly RunState[],
  {
    threads,
    say = () => {},
    ...how
  }: Pick<Job, 'backend' | 'parts'> & { readonly threads?: number; readonly say?: (text: string) => void } = {},
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

/** Checkpoints of weights, two slots of the optimizer and best weights; best weights beside them; a row a step; pictures and a report. */
function diskOf({ run: { keep } }: Settings, parameters: number, steps: number): number {
  return parameters * BYTES.parameter * (4 * (keep + 1) + 1) + steps * BYTES.row + BYTES.rest;
}
