import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alongPoints, constant, cosine, exponential, plateau, type Schedule, TrainingOptionError, warmUp } from '../index.ts';

const at = (schedule: Schedule, step: number, validations: number[] = []) => schedule({ step, validations });

describe('schedules', () => {
  it('constant stays', () => expect([1, 10, 1000].map((step) => at(constant(), step))).toEqual([1, 1, 1]));

  it('warmUp rises evenly and hands over', () => {
    const schedule = warmUp({ steps: 4, next: exponential({ factor: 0.5, steps: 1 }) });
    expect([1, 2, 3, 4, 5, 6].map((step) => at(schedule, step))).toEqual([0.25, 0.5, 0.75, 1, 0.5, 0.25]);
  });

  it('cosine goes from 1 through the middle to the end, and stays', () => {
    const schedule = cosine({ steps: 100, end: 0.2 });
    expect([1, 51, 101, 500].map((step) => Number(at(schedule, step).toFixed(12)))).toEqual([1, 0.6, 0.2, 0.2]);
  });

  it('cosine and exponential never rise', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.float({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 1000 }),
        (steps, low, step) => {
          for (const schedule of [cosine({ steps, end: low }), exponential({ steps, factor: low })])
            expect(at(schedule, step + 1)).toBeLessThanOrEqual(at(schedule, step));
        },
      ),
    ));

  it('exponential multiplies by its factor once in each `steps` steps', () => {
    const schedule = exponential({ factor: 0.1, steps: 10 });
    expect([1, 11, 21].map((step) => Number(at(schedule, step).toFixed(12)))).toEqual([1, 0.1, 0.01]);
  });

  it('plateau falls each time patience runs out', () => {
    const schedule = plateau({ factor: 0.5, patience: 2 });
    const losses = [5, 4, 4, 4.5, 4.2, Number.NaN, 3, 3.5];
    expect(losses.map((_, i) => at(schedule, 1, losses.slice(0, i + 1)))).toEqual([1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
  });

  it('alongPoints moves in straight lines, and stays before and after', () => {
    const value = alongPoints([
      [10, 1],
      [20, 0],
      [30, 4],
    ]);
    expect([1, 10, 15, 20, 25, 30, 1000].map(value)).toEqual([1, 1, 0.5, 0, 2, 4, 4]);
    expect(alongPoints([[5, 0.3]])(1)).toBe(0.3);
  });

  it.each([
    [() => alongPoints([]), /alongPoints: at least one point/],
    [() => alongPoints([[1, Number.NaN]]), /points\[0\] must be two finite numbers, not \[1, NaN\]/],
    [
      () =>
        alongPoints([
          [3, 1],
          [3, 2],
        ]),
      /steps must rise from point to point, but 3 comes after 3/,
    ],
    [() => warmUp({ steps: 0 }), /warmUp: steps must be a whole number above 0, not 0/],
    [() => cosine({ steps: 10, end: 2 }), /cosine: end must be a number from 0 to 1, not 2/],
    [() => exponential({ factor: -1, steps: 1 }), /exponential: factor/],
    [() => plateau({ patience: 0.5 }), /plateau: patience/],
  ])('refuse settings out of range', (make, message) => {
    expect(make).toThrow(TrainingOptionError);
    expect(make).toThrow(message);
  });
});
