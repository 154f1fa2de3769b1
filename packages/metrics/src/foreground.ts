import { checkSameItems } from './contingency.ts';
import { type Labels, readIntegers } from './labels.ts';

/** Scores a predicted labeling against the true one. Labels are any integers; only equal or different labels matter, not their values. */
export type ClusteringMetric = (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;

/** Returns a metric that scores only the items whose true label is not 0 (or `false`), the label of background and overlaps.
 * That metric throws a `MetricInputError` for unequal lengths and for labels that are strings. */
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
