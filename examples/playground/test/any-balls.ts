import fc from 'fast-check';
import { BALLS_FRAMES, BALLS_SIDE, type BallsState, ballCounts, ballLimits } from '../shared/balls/state.ts';

const pixel = fc.integer({ min: 0, max: BALLS_SIDE - 1 });
const knock = fc.record({ at: fc.integer({ min: 0, max: BALLS_FRAMES - 2 }), y: pixel, x: pixel });
/** Generates any state of the bouncing balls. */
export const anyBalls: fc.Arbitrary<BallsState> = fc.record({
  count: fc.constantFrom(...ballCounts),
  given: fc.integer({ min: 1, max: ballLimits.given }),
  knocks: fc.array(knock, { maxLength: ballLimits.knocks }).map((knocks) => knocks.sort((a, b) => a.at - b.at)),
});
