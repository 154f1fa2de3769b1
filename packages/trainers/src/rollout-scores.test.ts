import { balls4mass } from '@neural-em/datasets';
import { adjustedRandIndex, binaryCrossEntropy, onForeground } from '@neural-em/metrics';
import { describe, expect, it } from 'vitest';
import { type Rollout, scoreRollout, TrainingOptionError } from './index.ts';

const side = 24;
const D = side * side;
const truth = balls4mass({ seed: 1, side, frames: 5 }).read('test', [0, 1, 2]);
const scorers = {
  crossEntropy: (x: ArrayLike<number>, p: ArrayLike<number>) => binaryCrossEntropy(x, p),
  // Counts each row with lit pixels as an object.
  countObjects: (frame: ArrayLike<number>) =>
    Array.from({ length: side }, (_, y) => y).filter((y) =>
      Array.from(frame)
        .slice(y * side, (y + 1) * side)
        .some((value) => value > 0.5),
    ).length,
  metrics: { ari: onForeground(adjustedRandIndex) },
};
const perfect: Rollout = {
  firstBeyond: 3,
  predictions: truth.frames.slice(3 * D),
  assigned: Int32Array.from(truth.groups.slice(3 * D)),
};

describe('scoreRollout', () => {
  it('finds nothing wrong with the frames that came to be', () => {
    const { crossEntropy, objectsKept, metrics } = scoreRollout(perfect, truth, scorers);
    expect(objectsKept).toEqual([1, 1, 1, 1]);
    expect(metrics.ari).toEqual([1, 1, 1, 1]);
    for (const value of crossEntropy) expect(value).toBeLessThan(1e-3);
  });

  it('means over images at each step', () => {
    // The last step of the second image is blank, and one group.
    const at = (3 * 3 + 1) * D;
    const [predictions, assigned] = [perfect.predictions.slice().fill(0, at, at + D), perfect.assigned.slice().fill(1, at, at + D)];
    const { crossEntropy, objectsKept, metrics } = scoreRollout({ ...perfect, predictions, assigned }, truth, scorers);
    const lit = truth.frames.slice((4 * 3 + 1) * D, (4 * 3 + 2) * D).filter((value) => value === 1).length;
    expect(crossEntropy[3]).toBeCloseTo((-lit * Math.log(1e-6)) / 3, 2);
    expect(objectsKept).toEqual([1, 1, 1, 2 / 3]);
    expect(metrics.ari![3]).toBeCloseTo(2 / 3, 10);
  });

  it('scores a rollout that is shorter than the sequences, and refuses a longer one', () => {
    const short = { ...perfect, predictions: perfect.predictions.slice(0, 6 * D), assigned: perfect.assigned.slice(0, 6 * D) };
    expect(scoreRollout(short, truth, scorers).objectsKept).toEqual([1, 1]);
    const few = balls4mass({ seed: 1, side, frames: 3 }).read('test', [0, 1, 2]);
    expect(() => scoreRollout(perfect, few, scorers)).toThrow(TrainingOptionError);
    expect(() => scoreRollout(perfect, few, scorers)).toThrow(
      '3 sequences of 3 frames of 576 pixels have at most 3456 predicted values, not 6912',
    );
  });
});
