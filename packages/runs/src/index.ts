export { checkAlike } from './alike.ts';
export { type Baseline, type BaselineOptions, baselineRows, baselines, type ImageScores, meansOf, scoreBaseline } from './baselines.ts';
export type { CollisionScores } from './collisions.ts';
export { type BackendFacts, configOf, type RunConfig, readAnyConfig, readRunConfig } from './config.ts';
export { files, settingsForData } from './data/files.ts';
export { type DataFormat, type FileDataset, formats, readFiles } from './data/formats.ts';
export { limitTo, type SplitOptions, splitUp } from './data/split.ts';
export { newDocument } from './document.ts';
export { RunError } from './errors.ts';
export { type Evaluable, type EvaluationFlags, evaluateRun, openEvaluation, type ScoredRun } from './evaluate.ts';
export { describeTask, type KeptEvaluation, keepEvaluation, readEvaluations, stepsOf, stepsThatWeigh } from './evaluations.ts';
export { type FigureOptions, groupingsOf, saveFigures } from './figures.ts';
export { beginRun, type OpenRun, type ReadRun, type RunResult, readResult, readRun, resumeRun } from './folder.ts';
export { nodeParts } from './node-parts.ts';
export { continueRun, firstWeights, type PerformedRun, type PerformOptions, performRun } from './perform.ts';
export { type Probe, type ProbeOptions, type ProbeRow, probeRun } from './probe.ts';
export { fitToTwoMinutes, QUICK_MINUTES } from './quick.ts';
export { makeReport, readReported, saveReport, trainCommand } from './report/report.ts';
export type { ReportedRun } from './report/reported.ts';
export { type RolledOut, type RolloutTask, rollOut } from './rollout.ts';
export { learningCurves, type Row, readRows } from './rows.ts';
export {
  averageRows,
  meanScores,
  metricsFor,
  publishedRows,
  type ScoredEvaluation,
  type ScoreRow,
  type Scores,
  type Spread,
  scoreMetrics,
  scoreModel,
  scoreRow,
  spreadOf,
  spreadText,
} from './scores.ts';
export { type SegmentedByBaseline, segmentByBaselines } from './segment-baselines.ts';
export { segmentingModel } from './segmenting.ts';
export type { SequenceScores } from './sequence-scores.ts';
export { quote } from './shell.ts';
export { type StepScore, stepScores } from './step-scores.ts';
export { beginModel, type FirstWeights, type Progress, type TrainingEnd, type TrainingOptions, trainStages } from './train-stages.ts';
export { readTrained, type TrainedWeights } from './trained.ts';
export { type VectorFile, vectorFile } from './vectors.ts';
export { version } from './version.ts';
export { duration, fixed, startsText } from './words.ts';
