export { FigureArgumentError } from '../errors.ts';
export type { ChartDocument, ChartOptions } from './chart.ts';
export { type ComparisonBar, type ComparisonBarsOptions, comparisonBars, type Measured } from './comparison-bars.ts';
export { type ConfusionOptions, confusion } from './confusion.ts';
export { type CurvePoint, type LearningCurveOptions, type LearningSeries, learningCurve } from './learning-curve.ts';
export { type LikelihoodSeries, type LogLikelihoodCurveOptions, logLikelihoodCurve } from './log-likelihood-curve.ts';
export { type MixtureEllipsesOptions, mixtureEllipses } from './mixture-ellipses.ts';
export { type RolloutCurvesOptions, type RolloutSeries, rolloutCurves } from './rollout-curves.ts';
export { type ScorePerStepOptions, type ScoreQuartiles, type ScoreSeries, scorePerStep } from './score-per-step.ts';
