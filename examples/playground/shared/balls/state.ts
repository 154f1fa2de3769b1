import type { Place } from '../picture.ts';

export const ballCounts = [4, 6, 8] as const;
export type BallCount = (typeof ballCounts)[number];

/** A click on a ball: the frame that was shown, counted from 0, and the pixel. */
export interface Knock extends Place {
  readonly at: number;
}

/** The state of the bouncing balls. */
export interface BallsState {
  readonly count: BallCount;
  /** Number of true frames that the model is shown; after them it reads its own. */
  readonly given: number;
  /** In the order of their frames. */
  readonly knocks: readonly Knock[];
}

/** Height and width of the frames, as in the training. */
export const BALLS_SIDE = 32;
/** Number of frames of a sequence: 41 of them are the model's own, if it is shown ten. */
export const BALLS_FRAMES = 51;

export const ballLimits = { given: 30, knocks: 12 } as const;

export const usualBalls: BallsState = { count: 4, given: 10, knocks: [] };

/** K for a number of balls: a component for each, and one more, as in the training. */
export const componentsFor = (count: BallCount): number => count + 1;

/** Whether the model never reads what happens after this frame. */
export const isUnseen = (frame: number, given: number): boolean => frame + 1 >= given;

/** Returns the first frame after which two states differ in their knocks; undefined if they have the same ones. */
export function firstOtherKnock(a: BallsState, b: BallsState): number | undefined {
  const other = Math.max(a.knocks.length, b.knocks.length);
  for (let i = 0; i < other; i++) {
    const [one, two] = [a.knocks[i], b.knocks[i]];
    if (one !== two) return Math.min(one?.at ?? BALLS_FRAMES, two?.at ?? BALLS_FRAMES);
  }
  return undefined;
}

/** Returns a state as two words of an address: number of balls and of true frames, and the knocks. */
export function encodeBalls({ count, given, knocks }: BallsState): { settings: string; knocks: string } {
  return { settings: `${count}.${given}`, knocks: knocks.map(({ at, y, x }) => [at, y, x].join('.')).join('_') };
}

/** Returns the state that these words stand for; undefined if they are invalid. */
export function decodeBalls(settings: string | null, knocks: string | null): BallsState | undefined {
  const [count, given, ...more] = (settings ?? encodeBalls(usualBalls).settings).split('.').map(whole);
  const known = ballCounts.find((choice) => choice === count);
  const decoded = knocks ? knocks.split('_').map((text) => decodeKnock(text)) : [];
  if (known === undefined || more.length > 0 || !given || !(given <= ballLimits.given)) return undefined;
  if (decoded.length > ballLimits.knocks || !decoded.every((knock, i) => knock && knock.at >= (decoded[i - 1]?.at ?? 0))) return undefined;
  return { count: known, given, knocks: decoded as Knock[] };
}

function decodeKnock(text: string): Knock | undefined {
  const [at, y, x, ...more] = text.split('.').map(whole) as [number, number, number];
  const inside = at < BALLS_FRAMES - 1 && y < BALLS_SIDE && x < BALLS_SIDE;
  return inside && more.length === 0 ? { at, y, x } : undefined;
}

const whole = (text: string): number => (/^\d{1,2}$/.test(text) ? Number(text) : Number.NaN);
