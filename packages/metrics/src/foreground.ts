import { checkSameLength } from './contingency.ts';

/** Scores a predicted labeling against the true one. Labels are any integers; what they are called does not matter. */
export type ClusteringMetric = (truth: ArrayLike<number>, prediction: ArrayLike<number>) => number;

/** The metric on the items whose true label is not 0: background and overlaps carry 0 and are not scored. */
export function onForeground(metric: ClusteringMetric): ClusteringMetric {
  return (truth, prediction) => {
    checkSameLength(truth, prediction);
    const keptTruth: number[] = [];
    const keptPrediction: number[] = [];
    for (let i = 0; i < truth.length; i++) {
      if (truth[i] === 0) continue;
      keptTruth.push(truth[i]!);
      keptPrediction.push(prediction[i]!);
    }
    return metric(keptTruth, keptPrediction);
  };
}
