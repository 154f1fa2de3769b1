import { flyingShapes } from '@neural-em/datasets';
import type { Grouping } from '@neural-em/trainers';
import { describe, expect, it } from 'vitest';
import { scoreMetrics } from './scores.ts';
import { sequenceScorer } from './sequence-scores.ts';

const [T, B, D] = [6, 2, 784];
const batch = flyingShapes({ seed: 1, frames: T, objects: 2 }).read('test', [0, 1]);

/** Returns the grouping of a model that groups by a rule. */
function grouping(component: (group: number, frame: number) => number): Grouping {
  const assigned = Int32Array.from(batch.groups, (group, i) => component(group, Math.floor(i / (B * D))));
  const frames = Array.from({ length: T }, (_, t) => t);
  return { shape: { T, B, K: 3, M: 0, D }, batch, theta: new Float32Array(0), assigned, groups: batch.groups, frames };
}

/** Scores of a rule. */
function scoresOf(component: (group: number, frame: number) => number) {
  const scorer = sequenceScorer(scoreMetrics);
  scorer.add(grouping(component));
  return scorer.scores()!;
}

describe('sequenceScorer', () => {
  it('gives the best of everything to what is right, whatever the background is grouped with', () => {
    const { switches, ...others } = scoresOf((group) => (group === 0 ? 1 : group));
    expect(switches).toBe(0);
    for (const value of Object.values(others)) expect(value).toBeCloseTo(1, 9);
  });

  it('counts components that change places, which the scores of frames do not see', () => {
    const swapped = scoresOf((group, t) => (t < 3 ? group : 3 - group));
    expect(swapped.switches).toBe(2);
    expect(swapped.sequenceAri).toBeLessThan(0.2);
    expect(swapped.mota).toBeLessThan(1);
    expect(swapped.motp).toBeCloseTo(1, 9);
    expect(swapped.j).toBeLessThan(0.7);
  });

  it('has nothing to say of still images', () => {
    const scorer = sequenceScorer(scoreMetrics);
    scorer.add({ ...grouping((group) => group), shape: { T: 1, B: 2, K: 3, M: 0, D } });
    expect(scorer.scores()).toBeUndefined();
  });
});
