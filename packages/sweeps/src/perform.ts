import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationSettings } from '@neural-em/experiments';
import { continueRun, evaluateRun, nodeParts, type PerformOptions, performRun, readTrained } from '@neural-em/runs';
import { getBackend } from '@tensorflow/tfjs-core';
import type { PlannedRun } from './plan/plan.ts';
import { readRunTime, timed } from './sessions.ts';
import { readState } from './state.ts';

/** What is left to a run whose minutes are over, to end it. */
const LAST_MINUTES = 0.01;

/**
 * Does what is left of a planned run in this process: trains it or goes on with it, and scores it as the sweep says. A TensorFlow.js backend
 * must have been chosen. `minutes` are of all sessions of the run.
 *
 * @returns `paused` where the run was saved before its end.
 * @throws SweepError where the folder holds a run of other settings; what `performRun` and `continueRun` throw.
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

/** Scores a run that was begun, or has ended, with another evaluation than that of the sweep. */
async function scoreAgain({ settings }: PlannedRun, path: string, { parts = nodeParts, backend, say }: PerformOptions): Promise<void> {
  const { evaluation } = settings;
  const scored = { ...evaluationSettings(settings, {}, parts), evaluation };
  const own = (value: number | 'same') => (value === 'same' ? undefined : value);
  const { components, frames, emSteps, restarts, split, images } = evaluation;
  const flags = { k: own(components), frames: own(frames), emSteps: own(emSteps), restarts, split, testImages: images };
  say?.(`scores ${path} as the sweep says`);
  const trained = await readTrained(path);
  await evaluateRun({ ...trained, path, scored }, { flags, backend: backend?.name ?? getBackend(), parts, ...(say ? { say } : {}) });
}
