import type { ChartDocument } from '../charts/chart.ts';
import type { LearningSeries } from '../charts/learning-curve.ts';
import type { Measured } from '../charts/measured-text.ts';
import type { ScoreQuartiles } from '../charts/score-per-step.ts';

/** One test image or sequence. */
export interface ReportExample {
  /** What the picture shows, and its score; screen readers read it out in place of the picture. */
  readonly caption: string;
  /** The bytes of a GIF or PNG file; `groupingGif` makes one. */
  readonly animation: Uint8Array;
  /** The bytes of a still GIF or PNG file for readers who prefer reduced motion; `encodePng(groupingFigure(…))` makes one. */
  readonly still?: Uint8Array | undefined;
}

/** A rollout: a model of sequences sees true frames first, then goes on from its own predictions. */
export interface ReportRollout extends ReportExample {
  /** The number of first steps for which the model knew the true frame. */
  readonly known: number;
  /** Scores by name, one for each step. */
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

/** One run. The page has no part for a field that is left out. */
export interface ReportRun {
  readonly name: string;
  /** Facts for the top of the page: steps, time, backend, versions … */
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
  /** Everything that the run depends on, as plain data, nested or not. */
  readonly settings?: object | undefined;
  readonly curve?: Omit<LearningSeries, 'name'> | undefined;
  /** Quartiles of the scores of test images at each EM step or frame. */
  readonly scorePerStep?: readonly ScoreQuartiles[] | undefined;
  /** Test examples with the best scores, the best first. */
  readonly best?: readonly ReportExample[] | undefined;
  /** Test examples with the worst scores, the worst first. */
  readonly worst?: readonly ReportExample[] | undefined;
  readonly rollout?: ReportRollout | undefined;
  /** Commands that repeat the run, in order. */
  readonly commands?: readonly string[] | undefined;
}

/** A line of the table of results: values by the keys of the columns; a column may lack one. */
export interface ResultRow {
  readonly name: string;
  readonly values: Readonly<Record<string, number | Measured | undefined>>;
}

export interface ResultColumn {
  readonly key: string;
  readonly name: string;
  /** Digits after the point, 3 by default. */
  readonly digits?: number | undefined;
}

/** Scores of test images; a chart shows the first column, too. */
export interface ReportResults {
  readonly columns: readonly ResultColumn[];
  readonly runs: readonly ResultRow[];
  readonly baselines?: readonly ResultRow[] | undefined;
  readonly published?: readonly ResultRow[] | undefined;
  /** What a reader must know to compare the rows; each text is a paragraph. */
  readonly notes?: readonly string[] | undefined;
}

export interface Report {
  /** The document that charts are drawn with. */
  readonly document: ChartDocument;
  readonly title: string;
  /** What was run and why; each text is a paragraph. */
  readonly summary?: readonly string[] | undefined;
  readonly runs: readonly ReportRun[];
  readonly results?: ReportResults | undefined;
  readonly lossName?: string | undefined;
  readonly scoreName?: string | undefined;
  /** What a step of `scorePerStep` is, such as "EM step". */
  readonly axis?: string | undefined;
  /** The number of steps that training unrolled, if `scorePerStep` has more. */
  readonly trainedSteps?: number | undefined;
  /** The last line: versions, a date … */
  readonly footer?: string | undefined;
}
