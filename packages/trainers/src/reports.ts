import type { Divergence } from './errors.ts';
import type { Evaluation } from './evaluation.ts';
import type { Checkpoint, CollapseWarning, EndReason } from './state.ts';
import type { StepReport } from './train-step.ts';
import type { Weights } from './weights.ts';

interface Place {
  /** The number of training steps so far. */
  readonly step: number;
  readonly epoch: number;
}

/** A training step was taken. */
export interface TrainingStepReport extends StepReport, Place {
  readonly kind: 'step';
  /** The factor of the learning rate. */
  readonly rate: number;
}

/** The model was validated. */
export interface ValidationReport extends Place {
  readonly kind: 'validation';
  readonly validation: Evaluation;
  /** Whether the validation loss is the lowest so far. */
  readonly improved: boolean;
  /** The weights that the run keeps so far, and their step: those with the lowest validation loss, or with `weights: 'last'` the present ones. */
  readonly best: Weights;
  readonly bestStep: number;
}

/** A validation showed a sign of collapse that the last one did not show. */
export interface WarningReport extends Place {
  readonly kind: 'warning';
  readonly warning: CollapseWarning;
  readonly message: string;
}

/** Loss or gradients were not numbers. The step was skipped, or the run is back at step `backTo` with half the learning rate. */
export interface DivergedReport extends Place {
  readonly kind: 'diverged';
  readonly message: string;
  readonly divergence: Divergence;
  readonly backTo?: number;
}

/** Something that the user of this session should know. It is no part of the run's record, so that a resumed run has the same one. */
export interface NoticeReport extends Place {
  readonly kind: 'notice';
  readonly message: string;
}

/** A checkpoint, from which the run can be resumed. */
export interface CheckpointReport extends Place {
  readonly kind: 'checkpoint';
  readonly checkpoint: Checkpoint;
}

/** The last report: the run has ended, or was paused. */
export interface EndReport extends Place {
  readonly kind: 'end';
  readonly reason: EndReason | 'paused';
  /** The step of the best weights; null if the run was paused before its first validation. */
  readonly bestStep: number | null;
}

/** The reports of a run. */
export type TrainReport =
  | TrainingStepReport
  | ValidationReport
  | WarningReport
  | DivergedReport
  | NoticeReport
  | CheckpointReport
  | EndReport;

/** A picture that a program drew of the run, for its logs. */
export interface FigureReport extends Place {
  readonly kind: 'figure';
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

/** What the logs of a run record: the reports of `train`, and figures. */
export type RunReport = TrainReport | FigureReport;

/** Functions that are called for each kind of report; the run waits for the promises that they return. */
export type Callbacks = {
  readonly [Kind in TrainReport['kind']]?: (report: Extract<TrainReport, { kind: Kind }>) => void | Promise<void>;
};

/** Reads all reports of a run and calls a function for each. Returns the last report. */
export async function follow(reports: AsyncIterable<TrainReport>, callbacks: Callbacks): Promise<TrainReport | undefined> {
  let last: TrainReport | undefined;
  for await (const report of reports) {
    await (callbacks[report.kind] as ((report: TrainReport) => void | Promise<void>) | undefined)?.(report);
    last = report;
  }
  return last;
}
