import type { Weights } from './weights.ts';

/** Ways in which training fails although the loss falls. */
export type CollapseWarning = 'one-component' | 'uniform' | 'score-falls';

/** The result of a validation as the state keeps it; null for a value that is not a number. */
export interface ValidationRecord {
  readonly step: number;
  readonly loss: number | null;
  /** Mean of the first metric. */
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
  /** Training steps taken. */
  readonly step: number;
  /** Updates of the optimizer: steps less those that were skipped. */
  readonly updates: number;
  /** The epoch of the last step, from 1, and how many of its batches were seen. */
  readonly epoch: number;
  readonly batch: number;
  /** Steps skipped in a row, up to now. */
  readonly skips: number;
  /** Returns to a checkpoint; each halves the learning rate. */
  readonly rollbacks: number;
  /** All validations: early stopping and schedules follow from them. */
  readonly history: readonly ValidationRecord[];
  /** The step of the best weights. */
  readonly bestStep: number | null;
  /** Signs of collapse that the last validation showed. */
  readonly warned: readonly CollapseWarning[];
  readonly ended: EndReason | null;
}

/** Everything that a run needs to be resumed: its state, and the values of weights, optimizer slots and best weights. */
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

/** The lowest validation loss so far, infinity before the first. */
export function lowestLoss(history: readonly ValidationRecord[]): number {
  return history.reduce((lowest, { loss }) => Math.min(lowest, loss ?? lowest), Number.POSITIVE_INFINITY);
}

/** Validations since the loss was last lower than ever before. */
export function validationsWaited(history: readonly ValidationRecord[]): number {
  let lowest = Number.POSITIVE_INFINITY;
  let waited = 0;
  for (const { loss } of history) {
    waited = loss !== null && loss < lowest ? 0 : waited + 1;
    lowest = Math.min(lowest, loss ?? lowest);
  }
  return waited;
}
