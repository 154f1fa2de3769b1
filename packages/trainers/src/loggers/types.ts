import type { RunReport } from '../reports.ts';

/** What a run is, for those who follow it. */
export interface LoggedRun {
  /** The name of the run's folder. */
  readonly name: string;
  /** The same whenever the run goes on, and no other run's. */
  readonly id: string;
  /** Settings, as deep as they are. */
  readonly settings: object;
}

/** How a run ended: `paused` goes on later. */
export interface LoggedEnd {
  readonly status: 'done' | 'paused' | 'failed';
  /** Scores of a run that is done. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** Follows a run beside its folder, as a tracking server does. What it throws is told and ends no training. */
export interface RunLogger {
  readonly name: string;
  /** A run begins, or goes on. */
  begin(run: LoggedRun): Promise<void>;
  log(report: RunReport): Promise<void>;
  end(end: LoggedEnd): Promise<void>;
}
