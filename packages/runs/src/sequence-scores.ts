import { type ClusteringMetric, mean } from '@neural-em/metrics';
import { maskScores, scoreSequences, trackScores } from '@neural-em/metrics/sequences';
import type { Grouping } from '@neural-em/trainers';

/** Scores of whole sequences over the pixels that belong to one object; means over sequences. */
export interface SequenceScores {
  /**
   * AMI (max) and ARI of all frames as one clustering. A component that changes its object counts as an error, which scores of single
   * frames do not see.
   */
  readonly sequenceAmi: number;
  readonly sequenceAri: number;
  /** Tracking accuracy: 1 − (misses + false positives + switches) / objects. */
  readonly mota: number;
  /** Tracking precision: mean IoU of the matches. */
  readonly motp: number;
  /** How often objects of a sequence change their component. */
  readonly switches: number;
  /** Region similarity and contour accuracy of masks. */
  readonly j: number;
  readonly f: number;
}

/** Collects the scores of sequences, batch by batch. */
export interface SequenceScorer {
  /** Adds a batch; it takes the grouping that `evaluate` passes to `onBatch`. */
  add(seen: Grouping): void;
  /** Returns means over sequences; undefined if no item had several frames. */
  scores(): SequenceScores | undefined;
}

/** The predicted label of pixels that belong to no object or to several: they are not scored, as in the scores of frames. */
const NOT_SCORED = -1;

/** Returns a scorer of sequences that uses the metrics of single frames. */
export function sequenceScorer(metrics: { readonly amiMax: ClusteringMetric; readonly ari: ClusteringMetric }): SequenceScorer {
  const values: Record<keyof SequenceScores, number[]> = {
    sequenceAmi: [],
    sequenceAri: [],
    mota: [],
    motp: [],
    switches: [],
    j: [],
    f: [],
  };
  return {
    add: ({ shape: { T, B, D }, batch, groups, assigned }) => {
      if (T < 2 || batch.shape[0] < 2) return;
      const predicted = assigned.map((component, i) => (groups[i] === 0 ? NOT_SCORED : component));
      values.sequenceAmi.push(...scoreSequences(metrics.amiMax, groups, predicted, [T, B, D]));
      values.sequenceAri.push(...scoreSequences(metrics.ari, groups, predicted, [T, B, D]));
      for (const { mota, motp, switches } of trackScores(groups, predicted, [T, B, D], { predictedBackground: NOT_SCORED })) {
        values.mota.push(mota);
        if (!Number.isNaN(motp)) values.motp.push(motp);
        values.switches.push(switches);
      }
      for (const objects of maskScores(groups, predicted, [T, B, batch.shape[2], batch.shape[3]]))
        for (const { j, f } of objects) {
          values.j.push(j);
          values.f.push(f);
        }
    },
    scores: () => {
      if (values.mota.length === 0) return undefined;
      const { sequenceAmi, sequenceAri, mota, motp, switches, j, f } = values;
      return {
        ...{ sequenceAmi: mean(sequenceAmi), sequenceAri: mean(sequenceAri), mota: mean(mota), switches: mean(switches) },
        ...{ motp: motp.length > 0 ? mean(motp) : 0, j: j.length > 0 ? mean(j) : 0, f: f.length > 0 ? mean(f) : 0 },
      };
    },
  };
}
