import { type ClusteringMetric, mean } from '@neural-em/metrics';
import { maskScores, scoreSequences, trackScores } from '@neural-em/metrics/sequences';
import type { Grouping } from '@neural-em/trainers';

/** Scores of whole sequences, means over them, of the pixels that belong to one object. */
export interface SequenceScores {
  /** AMI (max) and ARI of all frames as one clustering: a component that changes its object counts as an error, which no frame shows by itself. */
  readonly sequenceAmi: number;
  readonly sequenceAri: number;
  /** Tracking accuracy: 1 less misses, false positives and switches, each as a share of the objects. */
  readonly mota: number;
  /** Tracking precision: mean IoU of the matches. */
  readonly motp: number;
  /** Objects of a sequence that change their component, counted each time. */
  readonly switches: number;
  /** Region similarity and contour accuracy of masks. */
  readonly j: number;
  readonly f: number;
}

/** Gathers the scores of sequences, batch by batch. */
export interface SequenceScorer {
  /** Takes what `evaluate` hands to `onBatch`. */
  add(seen: Grouping): void;
  /** Means over sequences; undefined where there was none of several frames. */
  scores(): SequenceScores | undefined;
}

/** The label of pixels that belong to no object or to several: they are left out of what is predicted, as they are of the scores of frames. */
const NOT_SCORED = -1;

/** Scores sequences as they are evaluated, by the metrics that score single frames as well. */
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
