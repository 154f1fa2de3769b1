import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { assign } from '../index.ts';
import { type MaskScore, maskScores, type TrackScores, trackScores } from './index.ts';

/** Made by ../../golden/sequences.py. */
interface Golden {
  readonly origin: string;
  readonly sequences: readonly {
    readonly shape: readonly [steps: number, height: number, width: number];
    readonly truth: readonly string[];
    readonly prediction: readonly string[];
    readonly tracks: Readonly<Record<string, TrackScores>>;
    readonly masks: Readonly<Record<string, readonly MaskScore[]>>;
  }[];
  readonly assignments: readonly {
    readonly shape: readonly [rows: number, columns: number];
    readonly costs: readonly number[];
    readonly smallest: number;
    readonly largest: number;
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../../golden/sequences.json', import.meta.url), 'utf8')) as Golden;

describe(`agrees with ${golden.origin}`, () => {
  golden.sequences.forEach(({ shape: [steps, height, width], tracks, masks, ...labels }, i) => {
    const truth = Uint8Array.from(labels.truth.join(''), Number);
    const prediction = Uint8Array.from(labels.prediction.join(''), Number);

    it.each(Object.entries(tracks))(`tracks of sequence ${i} with a threshold of %s`, (threshold, expected) => {
      const options = { threshold: Number(threshold), predictedBackground: 0 };
      const [scores] = trackScores(truth, prediction, [steps, 1, height * width], options);
      for (const [name, value] of Object.entries(expected)) expect(scores![name as keyof TrackScores], name).toBeCloseTo(value, 12);
    });

    it.each(Object.entries(masks))(`masks of sequence ${i} with a tolerance of %s`, (tolerance, expected) => {
      const [scores] = maskScores(truth, prediction, [steps, 1, height, width], { tolerance: Number(tolerance) });
      expect(scores!.map(({ label, match }) => [label, match])).toEqual(expected.map(({ label, match }) => [label, match]));
      scores!.forEach(({ j, f }, object) => {
        expect(j).toBeCloseTo(expected[object]!.j, 12);
        expect(f).toBeCloseTo(expected[object]!.f, 12);
      });
    });
  });

  it.each(golden.assignments)('the total of an assignment, $shape', ({ shape, costs, smallest, largest }) => {
    const total = (maximize: boolean) =>
      assign(costs, shape, { maximize }).reduce((sum, column, row) => sum + (column < 0 ? 0 : costs[row * shape[1] + column]!), 0);
    expect(total(false)).toBeCloseTo(smallest, 9);
    expect(total(true)).toBeCloseTo(largest, 9);
  });
});
