import type { RunReport } from '../reports.ts';

/** The name and settings of a run, for loggers. */
export interface LoggedRun {
  /** The name of the run's folder. */
  readonly name: string;
  /** A text that identifies the run, also after it was resumed. */
  readonly id: string;
  /** The settings, nested or not. */
  readonly settings: object;
}

/** How a run ended; a `paused` run continues later. */
export interface LoggedEnd {
  readonly status: 'done' | 'paused' | 'failed';
  /** Scores of a run that is done. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** Follows a run, for instance for a tracking server. Its errors are reported to the user and do not end the training. */
export interface RunLogger {
  readonly name: string;
  /** Called when a run begins or continues. */
  begin(run: LoggedRun): Promise<void>;
  log(report: RunReport): Promise<void>;
  end(end: LoggedEnd): Promise<void>;
}
