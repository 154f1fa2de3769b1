import type { TrackingServers } from '@neural-em/trainers/loggers';
import type { PlannedRun } from '../plan/plan.ts';

/** What a process of a sweep is asked to do. */
export interface Job extends TrackingServers {
  /** `probe`: takes a few steps, to tell what the run would take. */
  readonly kind: 'run' | 'probe';
  readonly run: PlannedRun;
  readonly path: string;
  readonly backend?: string | undefined;
  /** Minutes after which the training of the run ends, over all its sessions. */
  readonly minutes?: number | undefined;
  /** A module of parts. */
  readonly parts?: string | undefined;
}

/** How an attempt at a run ended. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'paused' }
  /** Another process is at it. */
  | { readonly kind: 'locked'; readonly message: string }
  /** The disk takes no more. */
  | { readonly kind: 'full'; readonly message: string }
  /** `again`: another attempt may do better. */
  | { readonly kind: 'failed'; readonly message: string; readonly again: boolean };

/** How far a run is. */
export interface Advance {
  /** Of all training steps. */
  readonly fraction: number;
  readonly step: number;
  readonly loss: number;
  /** AMI (max) of the validation images, once there is one. */
  readonly score: number | undefined;
  /** Bytes that its process holds. */
  readonly memory: number;
}

/** What a few steps of a run took. */
export interface Probed {
  readonly secondsPerStep: number;
  /** Of an image that is validated or scored, once. */
  readonly secondsPerImage: number;
  readonly parameters: number;
  readonly memory: number;
}

/** What a process tells of its job. */
export type Message =
  | { readonly kind: 'advance'; readonly advance: Advance }
  | { readonly kind: 'probed'; readonly probed: Probed }
  | { readonly kind: 'end'; readonly outcome: Outcome };
