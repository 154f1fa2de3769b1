import { describe, expect, it } from 'vitest';
import { meanBestOverlap, meanIoU, objectScores, onForeground, segmentationCovering } from './index.ts';

describe('objects', () => {
  // Object 1 is split between groups 5 and 6; objects 2 and 3 share group 7; group 6 spills into the background.
  const truth = [0, 0, 1, 1, 1, 1, 2, 2, 3];
  const prediction = [6, 6, 5, 5, 5, 6, 7, 7, 7];

  it('are scored one by one', () => {
    expect(objectScores(truth, prediction)).toEqual([
      { label: 1, size: 4, bestIoU: 3 / 4, matchedIoU: 3 / 4, match: 5 },
      { label: 2, size: 2, bestIoU: 2 / 3, matchedIoU: 2 / 3, match: 7 },
      { label: 3, size: 1, bestIoU: 1 / 3, matchedIoU: 0, match: null },
    ]);
  });

  it('are averaged as each score says', () => {
    expect(meanIoU(truth, prediction)).toBeCloseTo((3 / 4 + 2 / 3) / 3, 12);
    expect(meanBestOverlap(truth, prediction)).toBeCloseTo((3 / 4 + 2 / 3 + 1 / 3) / 3, 12);
    expect(segmentationCovering(truth, prediction)).toBeCloseTo((4 * (3 / 4) + 2 * (2 / 3) + 1 / 3) / 7, 12);
  });

  it('suffer from a group that spills into the background, unless only the foreground is scored', () => {
    const spilt = [5, 5, 5, 5, 5, 5, 7, 7, 8];
    expect(objectScores(truth, spilt)[0]?.bestIoU).toBe(4 / 6);
    for (const metric of [meanIoU, meanBestOverlap, segmentationCovering]) expect(onForeground(metric)(truth, spilt)).toBe(1);
  });

  it('include the background on request, and any label can be it', () => {
    expect(objectScores(truth, prediction, { background: null }).map(({ label }) => label)).toEqual([0, 1, 2, 3]);
    expect(objectScores(truth, prediction, { background: 2 }).map(({ label }) => label)).toEqual([0, 1, 3]);
  });

  it('are matched for the sum, not greedily', () => {
    // Greedy would give group 1 to object 1 (IoU 3/5) and leave object 2 with nothing.
    const [first, second] = objectScores([1, 1, 1, 1, 2, 2], [1, 1, 1, 3, 1, 1]);
    expect([first?.match, second?.match]).toEqual([3, 1]);
    expect(first!.matchedIoU + second!.matchedIoU).toBeCloseTo(1 / 4 + 2 / 5, 12);
  });

  it('that are not there score 1 together', () => {
    for (const metric of [meanIoU, meanBestOverlap, segmentationCovering]) {
      expect(metric([0, 0], [1, 2])).toBe(1);
      expect(metric([], [])).toBe(1);
    }
  });
});
