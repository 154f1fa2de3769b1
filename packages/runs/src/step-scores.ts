import { mean, type Quartiles, quartiles } from '@neural-em/metrics';
import type { Evaluation } from '@neural-em/trainers';

/** Quartiles of the AMI (max) of images or sequences at a step, counted from 1. */
export interface StepScore extends Quartiles {
  readonly step: number;
  readonly mean: number;
}

/** Returns the scores of each step over the images of all evaluations; none if a single step counts or there are no labels. */
export function stepScores(evaluations: readonly Evaluation[]): StepScore[] {
  const runs = evaluations.flatMap(({ stepScores: { amiMax } }) => (amiMax ? [amiMax] : []));
  const steps = runs[0]?.length ?? 0;
  if (steps < 2) return [];
  return Array.from({ length: steps }, (_, t) => {
    const scores = runs.flatMap((run) => run[t]!);
    return { step: t + 1, mean: mean(scores), ...quartiles(scores) };
  });
}
