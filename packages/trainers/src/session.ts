import type { EmModel } from '@neural-em/core';
import type { Batch, Dataset } from '@neural-em/datasets';
import { DivergedError } from './errors.ts';
import type { TrainReport } from './reports.ts';
import { constant } from './schedules/constant.ts';
import { type Checkpoint, freshState, type TrainState } from './state.ts';
import type { Plan, TrainOptions } from './train-options.ts';
import { createTrainStep } from './train-step.ts';
import { type Standing, validate } from './validate.ts';
import { loadVariables, loadWeights, saveVariables, saveWeights } from './weights.ts';

const MOST_SKIPS = 10;
const MOST_ROLLBACKS = 5;

/** The epoch of a batch, and the number of the batch in it, from 1. */
export type Place = Pick<TrainState, 'epoch' | 'batch'>;

/** A run in progress. */
export interface Session {
  readonly state: TrainState;
  /** Whether the run was paused after the last step. */
  readonly paused: boolean;
  /** Trains on a batch, and then validates and saves if it is time. */
  takeStep(batch: Batch, place: Place): AsyncGenerator<TrainReport>;
  loadBest(): void;
}

/** Begins a run, or resumes one from `options.from`. */
export async function createSession(model: EmModel, dataset: Dataset, options: TrainOptions, plan: Plan): Promise<Session> {
  const { schedule = constant(), onDivergence = 'stop', stage = { number: 0, after: 0 }, pause, signal } = options;
  const notices: string[] = [];
  const told = { ...options, notice: (text: string) => void notices.push(text) };
  const trainStep = createTrainStep(model, told);
  const slots = Object.entries(trainStep.optimizer.slots);
  let at: Standing = { state: { ...freshState, stage: stage.number, stageStart: stage.after, step: stage.after }, best: undefined };
  let paused = false;

  const save = async (): Promise<Checkpoint> => ({ ...at, weights: await saveWeights(model.params), slots: await saveVariables(slots) });
  const restore = ({ weights, slots: values, state, best }: Checkpoint) => {
    loadWeights(model.params, weights);
    loadVariables(slots, values, { whole: 'optimizer', part: 'slot' });
    at = { state, best };
  };
  const change = (changes: Partial<TrainState>) => {
    at = { ...at, state: { ...at.state, ...changes } };
  };
  if (options.from) restore(options.from);
  /** The checkpoint that a rollback returns to. */
  let anchor = onDivergence === 'rollback' ? await save() : undefined;

  const checkpoint = async (): Promise<TrainReport> => {
    const saved = await save();
    if (anchor) anchor = saved;
    return { kind: 'checkpoint', step: at.state.step, epoch: at.state.epoch, checkpoint: saved };
  };

  /** Yields the notices since the last call. */
  function* noticed(): Generator<TrainReport> {
    for (const message of notices.splice(0)) yield { kind: 'notice', step: at.state.step, epoch: at.state.epoch, message };
  }

  /** Leaves out the step that diverged, returns to a checkpoint, or throws. */
  async function* recover(error: DivergedError, place: Place): AsyncGenerator<TrainReport> {
    const { message, divergence } = error;
    const { step, skips, rollbacks } = at.state;
    const report = { kind: 'diverged', step: step + 1, epoch: place.epoch, message, divergence } as const;
    if (onDivergence === 'skip' && skips < MOST_SKIPS) {
      change({ ...place, step: step + 1, skips: skips + 1 });
      yield report;
    } else if (anchor && rollbacks < MOST_ROLLBACKS) {
      restore(anchor);
      change({ rollbacks: rollbacks + 1 });
      yield { ...report, backTo: at.state.step };
      yield checkpoint();
    } else throw error;
  }

  async function* takeStep(batch: Batch, place: Place): AsyncGenerator<TrainReport> {
    const { updates, history, rollbacks, stageStart } = at.state;
    const step = at.state.step + 1;
    const inStage = step - stageStart;
    const rate = schedule({ step: inStage, validations: history.map(({ loss }) => loss ?? Number.NaN) }) * 0.5 ** rollbacks;
    const outcome = await trainStep.run(batch, step, { update: updates + 1, rate }).catch(divergedOnly);
    if (outcome instanceof DivergedError) yield* recover(outcome, place);
    else {
      change({ ...place, step, updates: updates + 1, skips: 0 });
      yield { kind: 'step', step, epoch: place.epoch, ...outcome, rate };
    }
    yield* noticed();
    if (at.state.step !== step) return;
    if (inStage >= plan.maxSteps) change({ ended: 'steps' });
    else if (signal?.aborted) change({ ended: 'stopped' });
    const due = inStage % plan.validateEvery === 0 || at.state.ended !== null;
    if (due) {
      const { standing, reports } = await validate(model, dataset, told, plan, at);
      at = standing;
      yield* reports;
      yield* noticed();
    }
    paused = pause?.aborted === true && at.state.ended === null;
    if (due || paused || inStage % plan.checkpointEvery === 0) yield checkpoint();
  }

  return {
    get state() {
      return at.state;
    },
    get paused() {
      return paused;
    },
    takeStep,
    loadBest: () => at.best && loadWeights(model.params, at.best),
  };
}

function divergedOnly(error: unknown): DivergedError {
  if (error instanceof DivergedError) return error;
  throw error;
}
