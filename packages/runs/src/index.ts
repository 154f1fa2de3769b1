export { type Baseline, type BaselineOptions, baselineRows, baselines, type ImageScores, meansOf, scoreBaseline } from './baselines.ts';
export type { CollisionScores } from './collisions.ts';
export { type BackendFacts, configOf, continuationNotices, type RunConfig, readAnyConfig, readRunConfig } from './config.ts';
export { files, settingsForData } from './data/files.ts';
export { type DataFormat, type FileDataset, formats, readFiles } from './data/formats.ts';
export { type OpenDataOptions, openData } from './data/open.ts';
export { limitTo, type SplitOptions, splitUp } from './data/split.ts';
export { newDocument } from './document.ts';
export { RunError } from './errors.ts';
export { type Evaluable, type EvaluateRunOptions, type EvaluationFlags, evaluateRun, openEvaluation, type ScoredRun } from './evaluate.ts';
export { evaluateRuns, evaluationRecord, openEvaluations, type ScoredRuns, stepChart } from './evaluate-runs.ts';
export { describeTask, type KeptEvaluation, keepEvaluation, readEvaluations, stepsOf, stepsThatWeigh } from './evaluations.ts';
export { type FigureOptions, groupingsOf, saveFigures } from './figures.ts';
export { beginRun, type OpenRun, type ReadRun, type RunResult, readResult, readRun, resumeRun } from './folder.ts';
export { nodeParts } from './node-parts.ts';
export { continueRun, firstWeights, type PerformedRun, type PerformOptions, performRun } from './perform.ts';
export { type SeparationOptions, separateBackground } from './pictures/background.ts';
export { type RolloutResult, rolloutFile } from './pictures/rollout-files.ts';
export { type SegmentAllOptions, type SegmentedInput, segmentAll } from './pictures/segment-all.ts';
export { type OverlayKind, writeSegmentation } from './pictures/segment-files.ts';
export { type SegmentInput, type SegmentInputOptions, segmentInputs } from './pictures/segment-inputs.ts';
export { type Probe, type ProbeOptions, type ProbeRow, probeRun } from './probe.ts';
export { fitToTwoMinutes, QUICK_MINUTES } from './quick.ts';
export { makeReport, readReported, saveReport, trainCommand } from './report/report.ts';
export type { ReportedRun } from './report/reported.ts';
export { countObjects, type RolledOut, type RolloutTask, rollOut } from './rollout.ts';
export { openRollout, type RolloutRun, rollOutRun } from './rollout-run.ts';
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
export { chooseSettings, type SettingsChoice } from './settings/choose.ts';
export { readSettingsFile } from './settings/file.ts';
export { loadParts } from './settings/load-parts.ts';
export { settingsTexts } from './settings/text.ts';
export { quote } from './shell.ts';
export { type StepScore, stepScores } from './step-scores.ts';
export { type RunSummary, runsChart, summariseRun } from './summary.ts';
export { toCsv } from './text/csv.ts';
export { evaluationText } from './text/evaluation.ts';
export { probeTable } from './text/probe.ts';
export { rolloutTable } from './text/rollout.ts';
export { type LeadingCells, scoreTable, sequenceTable, stepTable } from './text/scores.ts';
export { baselineTable, segmentationText } from './text/segmentation.ts';
export { digits, layOut } from './text/table.ts';
export { beginModel, type FirstWeights, type Progress, type TrainingEnd, type TrainingOptions, trainStages } from './train-stages.ts';
export { readTrained, type TrainedWeights } from './trained.ts';
export { type VectorFile, vectorFile } from './vectors.ts';
export { version } from './version.ts';
export { duration, fixed, startsText } from './words.ts';
