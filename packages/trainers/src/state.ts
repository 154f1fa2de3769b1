import type { Weights } from './weights.ts';

/** Ways in which training fails although the loss falls. */
export type CollapseWarning = 'one-component' | 'uniform' | 'score-falls';

/** The result of a validation as the state keeps it; null for a value that is not a number. */
export interface ValidationRecord {
  readonly step: number;
  readonly loss: number | null;
  /** The mean of the first metric. */
  readonly score: number | null;
}

/** Why a run has ended: all steps or epochs done, patience run out, or `signal` aborted. */
export type EndReason = 'steps' | 'patience' | 'stopped';

/**
 * The progress of a run. Random streams are named by seed and step, so this state, the weights and the slots of the optimizer are enough to
 * resume a run exactly.
 */
export interface TrainState {
  /** The stage of training, from 0, and the steps that were taken before it. */
  readonly stage: number;
  readonly stageStart: number;
  /** The number of training steps so far. */
  readonly step: number;
  /** The number of updates of the optimizer: steps less those that were skipped. */
  readonly updates: number;
  /** The epoch of the last step, from 1, and the number of its batches so far. */
  readonly epoch: number;
  readonly batch: number;
  /** The number of steps in a row that were skipped last. */
  readonly skips: number;
  /** The number of returns to a checkpoint; each halves the learning rate. */
  readonly rollbacks: number;
  /** All validations: early stopping and schedules follow from them. */
  readonly history: readonly ValidationRecord[];
  /** The step of the best weights. */
  readonly bestStep: number | null;
  /** The signs of collapse in the last validation. */
  readonly warned: readonly CollapseWarning[];
  readonly ended: EndReason | null;
}

/** Everything that is needed to resume a run: its state, and the values of weights, optimizer slots and best weights. */
export interface Checkpoint {
  readonly state: TrainState;
  readonly weights: Weights;
  readonly slots: Weights;
  readonly best: Weights | undefined;
}

/** The state before the first step. */
export const freshState: TrainState = {
  stage: 0,
  stageStart: 0,
  step: 0,
  updates: 0,
  epoch: 1,
  batch: 0,
  skips: 0,
  rollbacks: 0,
  history: [],
  bestStep: null,
  warned: [],
  ended: null,
};

/** Returns the lowest validation loss so far; infinity before the first validation. */
export function lowestLoss(history: readonly ValidationRecord[]): number {
  return history.reduce((lowest, { loss }) => Math.min(lowest, loss ?? lowest), Number.POSITIVE_INFINITY);
}

/** Returns the number of validations since the last one with a new lowest loss. */
export function validationsWaited(history: readonly ValidationRecord[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (const { loss } of history) {
    waited = loss !== null && loss < lowest ? 0 : waited + 1;
    lowest = Math.min(lowest, loss ?? lowest);
  }
  return waited;
}
