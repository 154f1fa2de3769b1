import type { Frame } from '../shared/protocol.ts';

/** The moment that is shown: responsibilities of one frame, and predictions of the same frame or, after an M-step, of the next. */
export interface Moment {
  readonly assigned: Frame;
  readonly predicted: Frame;
  /** Half steps taken. */
  readonly at: number;
}
