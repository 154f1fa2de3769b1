import type { ChartDocument } from '../charts/chart.ts';
import type { LearningSeries } from '../charts/learning-curve.ts';
import type { Measured } from '../charts/measured-text.ts';
import type { ScoreQuartiles } from '../charts/score-per-step.ts';

/** One test image or sequence. */
export interface ReportExample {
  /** What is seen, and its score; read out to readers who cannot see the picture. */
  readonly caption: string;
  /** The bytes of a GIF or PNG file, such as `groupingGif` makes. */
  readonly animation: Uint8Array;
  /** The bytes of a GIF or PNG file for readers who asked for no motion, such as `groupingFigure` and `encodePng` make. */
  readonly still?: Uint8Array | undefined;
}

/** How a model of sequences goes on by itself after true frames. */
export interface ReportRollout extends ReportExample {
  /** How many of the steps predict true frames that were known. */
  readonly known: number;
  /** Scores by name, one for each step. */
  readonly curves: Readonly<Record<string, readonly number[]>>;
}

/** One run; what is left out is left out of the page. */
export interface ReportRun {
  readonly name: string;
  /** What is worth knowing first: steps, time, backend, versions … */
  readonly facts?: Readonly<Record<string, string | number>> | undefined;
  /** Everything that the run depends on: plain data, nested as deep as it is. */
  readonly settings?: object | undefined;
  readonly curve?: Omit<LearningSeries, 'name'> | undefined;
  /** How the score of the test images spreads at each EM step or frame. */
  readonly scorePerStep?: readonly ScoreQuartiles[] | undefined;
  /** Test examples with the best scores, the best first. */
  readonly best?: readonly ReportExample[] | undefined;
  /** Test examples with the worst scores, the worst first. */
  readonly worst?: readonly ReportExample[] | undefined;
  readonly rollout?: ReportRollout | undefined;
  /** Commands that make the run again, in order. */
  readonly commands?: readonly string[] | undefined;
}

/** A line of the table of results: a value for the key of each column that has one. */
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

/** Scores of test images; the first column is drawn as well. */
export interface ReportResults {
  readonly columns: readonly ResultColumn[];
  readonly runs: readonly ResultRow[];
  readonly baselines?: readonly ResultRow[] | undefined;
  readonly published?: readonly ResultRow[] | undefined;
  /** What a reader must know to compare the rows, a paragraph each. */
  readonly notes?: readonly string[] | undefined;
}

export interface Report {
  /** Draws the charts. */
  readonly document: ChartDocument;
  readonly title: string;
  /** What was run and why, a paragraph each. */
  readonly summary?: readonly string[] | undefined;
  readonly runs: readonly ReportRun[];
  readonly results?: ReportResults | undefined;
  readonly lossName?: string | undefined;
  readonly scoreName?: string | undefined;
  /** What the steps of `scorePerStep` count. */
  readonly axis?: string | undefined;
  /** How many steps training unrolled, where `scorePerStep` goes on beyond. */
  readonly trainedSteps?: number | undefined;
  /** The last line: versions, a date … */
  readonly footer?: string | undefined;
}
