import { type BallPush, type BallsBatch, bouncingBalls } from '@neural-em/datasets';
import { awayFrom, nearestPixel } from './places.ts';
import { BALLS_FRAMES, BALLS_SIDE, type BallsState, type Knock } from './state.ts';

/** The speed that a knock adds to a ball, in pixels per frame: about one and a half times what a ball has on average. */
const PUSH = 0.8;

/** Returns a sequence of bouncing balls, with a push for each ball that a knock hits, and these pushes. */
export function sequenceOf(
  { count, knocks }: Pick<BallsState, 'count' | 'knocks'>,
  number: number,
): { readonly batch: BallsBatch; readonly pushes: readonly BallPush[] } {
  const read = (pushes: readonly BallPush[]) =>
    bouncingBalls({ seed: number, objects: count, side: BALLS_SIDE, frames: BALLS_FRAMES, pushes }).read('test', [0]);
  let pushes: readonly BallPush[] = [];
  let batch = read(pushes);
  for (const knock of knocks) {
    const push = pushOf(batch, knock);
    if (!push) continue;
    pushes = [...pushes, push];
    batch = read(pushes);
  }
  return { batch, pushes };
}

/** Returns the push away from the place of a knock, for the ball that is there; undefined if no ball is there. */
function pushOf({ groups, annotations: { positions } }: BallsBatch, knock: Knock): BallPush | undefined {
  const { at } = knock;
  const start = at * BALLS_SIDE ** 2;
  const pixel = nearestPixel(knock, BALLS_SIDE, (index) => groups[start + index]! > 0);
  if (pixel === undefined) return undefined;
  const ball = groups[start + pixel]! - 1;
  const row = 2 * (at * positions.shape[2]! + ball);
  const { y, x } = awayFrom(knock, { y: positions.values[row]!, x: positions.values[row + 1]! });
  return { frame: at, ball, velocity: [PUSH * y, PUSH * x] };
}
