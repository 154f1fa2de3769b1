import { nearestPixel } from '../../shared/balls/places.ts';
import { BALLS_FRAMES, type BallsState, ballLimits, isUnseen } from '../../shared/balls/state.ts';
import type { Place } from '../../shared/picture.ts';
import type { Frame } from '../../shared/protocol.ts';

/** Predicted pixels above this count as a ball. */
const LIT = 0.5;

/** The state after a knock, if it hit anything, and what happened, in words. */
export interface Knocked {
  readonly balls?: BallsState;
  readonly says: string;
}

/** Knocks the ball at a place of the frame that is shown. Knocks after this frame are dropped, because other things happen now. */
export function knocked(balls: BallsState, frame: Frame, { x, y }: Place): Knocked {
  const { t: at, width, truth, rollout } = frame;
  if (at >= BALLS_FRAMES - 1) return { says: 'The sequence ends here: go back to knock a ball.' };
  const isUnread = isUnseen(at, balls.given);
  const hitsTrue = nearestPixel({ x, y }, width, (pixel) => truth[pixel]! > 0) !== undefined;
  const hitsOwn = isUnread && nearestPixel({ x, y }, width, (pixel) => (rollout?.prediction[pixel] ?? 0) > LIT) !== undefined;
  if (!hitsTrue && !hitsOwn) return { says: 'There is no ball there.' };
  const earlier = balls.knocks.filter((knock) => knock.at <= at);
  if (earlier.length >= ballLimits.knocks) return { says: `At most ${ballLimits.knocks} knocks: take them back first.` };
  const pushed = `After frame ${at}, the true ball there got a push`;
  const moved = 'its own ball there is moved by two pixels in the frame that it reads next';
  const says = !isUnread
    ? `${pushed}. The model sees it, because it still reads true frames.`
    : !hitsOwn
      ? `${pushed}, which the model cannot see. It has no ball of its own there.`
      : hitsTrue
        ? `${pushed}, which the model cannot see; ${moved}.`
        : `No true ball is there; the model cannot tell: ${moved}.`;
  return { balls: { ...balls, knocks: [...earlier, { at, y, x }] }, says };
}
