import { checkSameItems } from './contingency.ts';
import { type Labels, readIntegers } from './labels.ts';

/** Scores a predicted labeling against the true one. Labels are any integers; what they are called does not matter. */
export type ClusteringMetric = (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;

/** The metric on the items whose true label is not 0 (or `false`): background and overlaps carry 0 and are not scored.
 * The function that it returns throws a `MetricInputError` for unequal lengths and for labels that are strings. */
export function onForeground(metric: ClusteringMetric): (truth: Labels, prediction: Labels) => number {
  return (truth, prediction) => {
    const given = [readIntegers(truth, 'truth'), readIntegers(prediction, 'prediction')] as const;
    checkSameItems(...given);
    const [{ values: trueLabels }, { values: predictedLabels }] = given;
    const keptTruth: number[] = [];
    const keptPrediction: number[] = [];
    for (let i = 0; i < trueLabels.length; i++) {
      if (trueLabels[i] === 0) continue;
      keptTruth.push(trueLabels[i]!);
      keptPrediction.push(predictedLabels[i]!);
    }
    return metric(keptTruth, keptPrediction);
  };
}
