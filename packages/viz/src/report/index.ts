export type { ChartDocument } from '../charts/chart.ts';
export type { CurvePoint, LearningSeries } from '../charts/learning-curve.ts';
export type { Measured } from '../charts/measured-text.ts';
export type { ScoreQuartiles } from '../charts/score-per-step.ts';
export { FigureArgumentError } from '../errors.ts';
export { reportHtml } from './report-html.ts';
export type { Report, ReportExample, ReportResults, ReportRollout, ReportRun, ResultColumn, ResultRow } from './types.ts';
