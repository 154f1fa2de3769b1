import { describe, expect, it } from 'vitest';
import { extrapolateComponents, MixtureInputError } from '../images/index.ts';

/** Makes frames of 12×16 pixels with squares of 3×3 pixels at the given rows and columns. */
const [height, width] = [12, 16];
const draw = (...squares: [row: number, column: number][]) => {
  const frame = new Array<number>(height * width).fill(0);
  for (const [row, column] of squares) for (let y = 0; y < 3; y++) for (let x = 0; x < 3; x++) frame[(row + y) * width + column + x] = 1;
  return frame;
};
const lit = (labels: ArrayLike<number>) => Array.from(labels, (label) => (label > 0 ? 1 : 0));
const step = (labels: Int32Array, t: number) => labels.subarray(t * height * width, (t + 1) * height * width);

describe('extrapolateComponents', () => {
  it('lets each component fly on, and mirrors it at the edges', () => {
    const frames = [draw([0, 1], [8, 10]), draw([1, 1], [8, 11]), draw([2, 1], [8, 12])].flat();
    const predicted = extrapolateComponents(frames, { height, width, steps: 9 });
    expect(lit(step(predicted, 0))).toEqual(draw([3, 1], [8, 13]));
    expect(lit(step(predicted, 1))).toEqual(draw([4, 1], [8, 12]));
    expect(lit(step(predicted, 8))).toEqual(draw([7, 1], [8, 5]));
    expect(new Set(predicted)).toEqual(new Set([0, 1, 2]));
  });

  it('measures speeds below a pixel a frame over several frames', () => {
    const frames = [draw([4, 0]), draw([4, 0]), draw([4, 1]), draw([4, 1]), draw([4, 2])].flat();
    expect(lit(step(extrapolateComponents(frames, { height, width, steps: 4, history: 4 }), 3))).toEqual(draw([4, 4]));
  });

  it('lets components stand still that have no past, and pass through each other', () => {
    expect(lit(extrapolateComponents(draw([5, 5]), { height, width, steps: 1 }))).toEqual(draw([5, 5]));
    const meeting = [draw([4, 2], [4, 8]), draw([4, 3], [4, 7])].flat();
    const predicted = extrapolateComponents(meeting, { height, width, steps: 4 });
    expect(lit(step(predicted, 3))).toEqual(draw([4, 7], [4, 3]));
  });

  it('says what is wrong with its input', () => {
    expect(() => extrapolateComponents([1, 2], { height, width, steps: 1 })).toThrow(MixtureInputError);
    expect(() => extrapolateComponents([1, 2], { height, width, steps: 1 })).toThrow('frames of 12 · 16 = 192 pixels, got 2 values');
    expect(() => extrapolateComponents(draw(), { height, width, steps: 0 })).toThrow('steps must be an integer of at least 1, got 0');
  });
});
