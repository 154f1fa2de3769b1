import type { Frame } from '../shared/protocol.ts';

/** What is on show: responsibilities of one frame, predictions of the same or, after an M-step, of the next. */
export interface Moment {
  readonly assigned: Frame;
  readonly predicted: Frame;
  /** Half steps taken. */
  readonly at: number;
}
