import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationSettings } from '@neural-em/experiments';
import { continueRun, evaluateRun, nodeParts, type PerformOptions, performRun, readTrained } from '@neural-em/runs';
import { getBackend } from '@tensorflow/tfjs-core';
import type { PlannedRun } from './plan/plan.ts';
import { readRunTime, timed } from './sessions.ts';
import { readState } from './state.ts';

/** Minutes that a run gets to end properly after its own minutes are over. */
const LAST_MINUTES = 0.01;

/**
 * Does the rest of a planned run in this process: trains it from the start or continues it, and scores it as the sweep says. A
 * TensorFlow.js backend must be chosen before. `minutes` counts all sessions of the run.
 *
 * @returns `paused` if the run was saved before its end.
 * @throws SweepError if the folder holds a run of other settings; and all that `performRun` and `continueRun` throw.
 */
export async function performPlanned(
  run: PlannedRun,
  path: string,
  { minutes, ...options }: PerformOptions = {},
): Promise<'done' | 'paused'> {
  const { state } = await readState(run, path);
  if (state === 'done') return 'done';
  if (state !== 'trained') {
    const begun = existsSync(join(path, 'config.json'));
    const left = minutes === undefined ? undefined : Math.max(LAST_MINUTES, minutes - (readRunTime(path)?.seconds ?? 0) / 60);
    const how = { ...options, minutes: left };
    const { result } = await timed(path, () => (begun ? continueRun(path, how) : performRun(run.settings, { ...how, out: path })));
    if (!result && options.pause?.aborted) return 'paused';
  }
  if ((await readState(run, path)).state === 'trained') await scoreAgain(run, path, options);
  return 'done';
}

/** Scores a run with the evaluation of the sweep, if it was begun or ended with another evaluation. */
async function scoreAgain({ settings }: PlannedRun, path: string, { parts = nodeParts, backend, say }: PerformOptions): Promise<void> {
  const { evaluation } = settings;
  const scored = { ...evaluationSettings(settings, {}, parts), evaluation };
  const own = (value: number | 'same') => (value === 'same' ? undefined : value);
  const { components, frames, emSteps, firstSteps, restarts, split, images } = evaluation;
  const task = { k: own(components), frames: own(frames), emSteps: own(emSteps), firstSteps: own(firstSteps) };
  const flags = { ...task, restarts, split, testImages: images };
  say?.(`scores ${path} as the sweep says`);
  const trained = await readTrained(path);
  await evaluateRun({ ...trained, path, scored }, { flags, backend: backend?.name ?? getBackend(), parts, ...(say ? { say } : {}) });
}
