import type { TrackingServers } from '@neural-em/trainers/loggers';
import type { PlannedRun } from '../plan/plan.ts';

/** The job of a process of a sweep. */
export interface Job extends TrackingServers {
  /** `run` does a whole run; `probe` takes a few steps, to estimate what the run would take. */
  readonly kind: 'run' | 'probe';
  readonly run: PlannedRun;
  readonly path: string;
  readonly backend?: string | undefined;
  /** Minutes after which the training of the run ends, over all its sessions. */
  readonly minutes?: number | undefined;
  /** Path of a module of parts. */
  readonly parts?: string | undefined;
}

/** How an attempt at a run ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'paused' }
  /** Another process is working on the run. */
  | { readonly kind: 'locked'; readonly message: string }
  /** The disk is full. */
  | { readonly kind: 'full'; readonly message: string }
  /** The attempt failed; `again` says whether another attempt may succeed. */
  | { readonly kind: 'failed'; readonly message: string; readonly again: boolean };

/** The progress of a run. */
export interface Advance {
  /** Share of the training that is done, from 0 to 1. */
  readonly fraction: number;
  readonly step: number;
  readonly loss: number;
  /** AMI (max) of the validation images, once there is one. */
  readonly score: number | undefined;
  /** Bytes of memory of the process. */
  readonly memory: number;
}

/** The measurements of a probe. */
export interface Probed {
  readonly secondsPerStep: number;
  /** Seconds for validating or scoring an image once. */
  readonly secondsPerImage: number;
  readonly parameters: number;
  readonly memory: number;
}

/** A message from a process about its job. */
export type Message =
  | { readonly kind: 'advance'; readonly advance: Advance }
  | { readonly kind: 'probed'; readonly probed: Probed }
  | { readonly kind: 'end'; readonly outcome: Outcome };
