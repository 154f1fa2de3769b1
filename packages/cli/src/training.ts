import type { EmModel } from '@neural-em/core';
import type { Dataset } from '@neural-em/datasets';
import { assemble, assembleModel, type Settings, stagesOf, totalSteps } from '@neural-em/experiments';
import {
  type Callbacks,
  follow,
  loadWeights,
  type TaskOptions,
  type TrainReport,
  train,
  type Weights,
  WeightsError,
} from '@neural-em/trainers';
import { encodePng, groupingFigure, type Picture } from '@neural-em/viz';
import { UsageError } from './errors.ts';
import { groupingsOf } from './figures.ts';
import { parts } from './parts.ts';
import { createProgress, type Progress } from './progress.ts';
import type { OpenRun } from './run-folder.ts';
import { meanScores, scoreMetrics } from './scoreboard.ts';

/** How a run is trained here and now. */
export interface TrainingOptions {
  /** The model to train, as `beginModel` makes it; a run that goes on has a checkpoint of its weights. */
  readonly model: EmModel;
  readonly minutes?: number | undefined;
  readonly pause: AbortSignal;
  readonly say: (text: string) => void;
}

/** A model that was trained, with what it was trained on in its last stage. */
export interface Trained {
  readonly model: EmModel;
  readonly dataset: Dataset;
  readonly task: TaskOptions;
  readonly step: number;
  readonly bestStep: number | null;
  readonly paused: boolean;
}

/** Weights to begin with, and the run that they are of. */
export interface FirstWeights {
  readonly from: string;
  readonly weights: Weights;
}

/**
 * Makes the model of a run. Whatever is wrong with the settings comes to light here, before anything is written.
 *
 * @throws UsageError where the weights are another network's.
 */
export function beginModel(settings: Settings, first?: FirstWeights): EmModel {
  const { model } = assembleModel(settings, parts);
  if (!first) return model;
  try {
    loadWeights(model.params, first.weights);
  } catch (error) {
    if (!(error instanceof WeightsError)) throw error;
    const { experiment: name, model: of } = settings;
    throw new UsageError(
      `the weights of ${first.from} do not fit ${of.algorithm} with the network ${of.network} for ${name}: ${error.message.split(';')[0]}`,
    );
  }
  return model;
}

/** Trains the stages of a run that are still to come, writing everything down. */
export async function trainRun({ run, config }: OpenRun, { model, minutes, pause, say }: TrainingOptions): Promise<Trained> {
  const { checkpoint } = run;
  const signal = minutes === undefined ? undefined : AbortSignal.timeout(minutes * 60_000);
  const stages = stagesOf(config.settings);
  let step = checkpoint?.state.step ?? 0;
  let last: TrainReport | undefined;
  let trained: Trained | undefined;
  for (const [number, settings] of stages.entries()) {
    if (checkpoint && checkpoint.state.stage > number) continue;
    const { dataset, training } = await assemble(settings, parts);
    const start = checkpoint?.state.stage === number ? { from: checkpoint } : { stage: { number, after: step } };
    if (stages.length > 1) say(`stage ${number + 1} of ${stages.length}`);
    const progress = createProgress('training');
    const reports = train(model, dataset, { ...training, ...start, metrics: scoreMetrics, pause, ...(signal ? { signal } : {}) });
    const draw = async () => groupingFigure((await groupingsOf([0], { model, dataset, task: training }))[0]!);
    try {
      last = await follow(
        recorded(reports, run, config.settings.run.tensorBoard ? draw : undefined),
        showing(
          progress,
          fractionOf(totalSteps(settings), { after: checkpoint?.state.stage === number ? checkpoint.state.stageStart : step, minutes }),
          say,
        ),
      );
    } finally {
      progress.stop();
    }
    step = last?.step ?? step;
    const end = last?.kind === 'end' ? last : undefined;
    trained = { model, dataset, task: training, step, bestStep: end?.bestStep ?? null, paused: end?.reason === 'paused' };
    if (trained.paused || end?.reason === 'stopped') break;
  }
  return trained!;
}

/** Writes reports down before they are shown, and a picture of the model with each validation, where there is a pen. */
async function* recorded(
  reports: AsyncIterable<TrainReport>,
  run: OpenRun['run'],
  draw: (() => Promise<Picture>) | undefined,
): AsyncGenerator<TrainReport> {
  for await (const report of reports) {
    await run.record(report);
    if (draw && report.kind === 'validation') {
      const picture = await draw();
      const { step, epoch } = report;
      await run.record({
        kind: 'figure',
        step,
        epoch,
        name: 'grouping',
        png: encodePng(picture),
        width: picture.width,
        height: picture.height,
      });
    }
    yield report;
  }
}

/** Shows how far a run is, and what it warns of. */
function showing(progress: Progress, fraction: (step: number) => number, say: (text: string) => void): Callbacks {
  let loss: number | undefined;
  let score: number | undefined;
  return {
    step: (report) => {
      // The loss of a single batch jumps about: show a running mean.
      loss = loss === undefined ? report.loss : 0.95 * loss + 0.05 * report.loss;
      progress.update(fraction(report.step), { loss, score, step: report.step });
    },
    validation: ({ step, validation }) => {
      score = meanScores(validation).amiMax;
      progress.update(fraction(step), { loss: loss ?? validation.loss, score, step });
    },
    warning: ({ step, message }) => say(`warning at step ${step}: ${message}`),
    diverged: ({ message, backTo }) =>
      say(backTo === undefined ? `skipped: ${message}` : `back to step ${backTo} with half the learning rate: ${message}`),
  };
}

/** How far a stage is, by steps or by time, whichever ends it first. */
function fractionOf(total: number, { after, minutes }: { after: number; minutes: number | undefined }): (step: number) => number {
  const started = performance.now();
  const byTime = () => (minutes === undefined ? 0 : (performance.now() - started) / (minutes * 60_000));
  return (step) => Math.min(1, Math.max((step - after) / total, byTime()));
}
