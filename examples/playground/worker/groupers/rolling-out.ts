import { initialGamma, ownFrameThresholds } from '@neural-em/core';
import { rolloutSteps } from '@neural-em/trainers';
import { maximum, mul, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { awayFrom, type Drawn, nearestPixel, placeOf } from '../../shared/balls/places.ts';
import { BALLS_FRAMES, BALLS_SIDE, type Knock } from '../../shared/balls/state.ts';
import type { TrainedModel } from '../models.ts';
import type { Grouper, GrouperOptions, Grouping } from './types.ts';

/** Pixels by which a knock moves a ball in the frame that the model reads next. */
const NUDGE = 2;

/** Groups the true frames that a model is shown, and then those that it predicts from its own, by `rolloutSteps`. */
export async function rollingOut(
  { model }: TrainedModel,
  { components, seed, height, width, beginning }: GrouperOptions,
): Promise<Grouper> {
  if (!beginning) throw new Error('Only sequences of bouncing balls can be continued.');
  const { shown, noise, knocks } = beginning;
  const pixels = height * width;
  const start = tidy(() => initialGamma({ images: 1, components, pixels, seed: `${seed}/rollout` }));
  const first: Grouping = {
    gamma: (await start.data<'float32'>()).slice(),
    means: new Float32Array(components * pixels),
    rollout: { isOwn: false, prediction: new Float32Array(pixels), attention: undefined },
  };
  start.dispose();
  let last: Drawn = copied(first);
  const steps = rolloutSteps(model, shown, {
    steps: BALLS_FRAMES - shown.shape[0],
    components,
    seed,
    noise,
    // Each step reads the frame that the last grouping is about.
    retouch: (read, frame) => knocks.filter(({ at }) => at === frame).reduce((before, knock) => nudged(before, last, knock), read),
  });
  return {
    first,
    async step() {
      const { value } = await steps.next();
      if (!value) throw new Error('The sequence has no further frames.');
      const { beyond: isOwn, prediction, attention } = value;
      last = copied(value);
      return { ...copied(value), rollout: { isOwn, prediction: prediction.slice(), attention: attention?.slice() } };
    },
    dispose: () => void steps.return(),
  };
}

/** Returns copies, because groupings are given away, and some backends return views of their own memory. */
const copied = ({ gamma, means }: Drawn): Drawn => ({ gamma: gamma.slice(), means: means.slice() });

/** Returns the frame with the ball that a knock hits moved away from there; the same frame if the model predicts no ball there. */
function nudged(frame: Tensor, drawn: Drawn, knock: Knock): Tensor {
  const ball = ballOf(drawn, knock);
  if (!ball) return frame;
  const [before, after] = [new Float32Array(BALLS_SIDE ** 2).fill(1), new Float32Array(BALLS_SIDE ** 2)];
  for (const pixel of ball.pixels) {
    before[pixel] = 0;
    const [row, column] = [Math.floor(pixel / BALLS_SIDE) + ball.down, (pixel % BALLS_SIDE) + ball.across];
    if (row >= 0 && row < BALLS_SIDE && column >= 0 && column < BALLS_SIDE) after[row * BALLS_SIDE + column] = 1;
  }
  return maximum(mul(frame, tensor(before, frame.shape)), tensor(after, frame.shape));
}

/** Returns the pixels that the component at the place of a knock draws, and by how many pixels they move. */
export function ballOf(drawn: Drawn, knock: Knock): { pixels: number[]; down: number; across: number } | undefined {
  const D = BALLS_SIDE ** 2;
  const { gamma, means } = drawn;
  const components = Array.from({ length: means.length / D }, (_, k) => k);
  const share = (k: number, pixel: number) => gamma[k * D + pixel]! * means[k * D + pixel]!;
  const isLit = (pixel: number) => components.reduce((sum, k) => sum + share(k, pixel), 0) > ownFrameThresholds.share;
  const touched = nearestPixel(knock, BALLS_SIDE, isLit);
  if (touched === undefined) return undefined;
  const component = components.reduce((best, k) => (share(k, touched) > share(best, touched) ? k : best));
  const own = means.subarray(component * D, (component + 1) * D);
  // The pixels that `ownFrame` lights for the component.
  const least = Math.max(ownFrameThresholds.lit, ownFrameThresholds.share * own.reduce((most, value) => Math.max(most, value)));
  const middle = placeOf(drawn, component, BALLS_SIDE);
  if (!middle) return undefined;
  const { y, x } = awayFrom(knock, middle);
  return { pixels: [...own.keys()].filter((pixel) => own[pixel]! > least), down: Math.round(NUDGE * y), across: Math.round(NUDGE * x) };
}
