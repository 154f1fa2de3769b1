import type { Dataset } from '@neural-em/datasets';
import { type AssembledModel, assemble, assembleModel, type Parts, type Settings, stagesOf, totalSteps } from '@neural-em/experiments';
import { type Callbacks, follow, loadWeights, type RunReport, type TrainReport, train, WeightsError } from '@neural-em/trainers';
import { encodePng, groupingFigure, type Picture } from '@neural-em/viz';
import { afterMinutes } from './after-minutes.ts';
import { RunError } from './errors.ts';
import { groupingsOf } from './figures.ts';
import { checkFits } from './fits.ts';
import type { OpenRun } from './folder.ts';
import { meanScores, metricsFor } from './scores.ts';
import type { TrainedWeights } from './trained.ts';

/** Shows the progress of a stage of a run. */
export interface Progress {
  /** Shows a new state. `fraction` is from 0 to 1; the score is the AMI (max) of the validation images, undefined before the first validation. */
  update(fraction: number, values: { readonly loss: number; readonly score: number | undefined; readonly step: number }): void;
  stop(): void;
}

/** Options of training a run. */
export interface TrainingOptions {
  /** The model to train, from `beginModel`; a resumed run has a checkpoint with its weights. */
  readonly begun: AssembledModel;
  readonly parts: Parts;
  readonly minutes?: number | undefined;
  readonly pause?: AbortSignal | undefined;
  readonly say: (text: string) => void;
  readonly progress?: ((label: string) => Progress) | undefined;
  /** Called with every report after it was recorded. */
  readonly log?: ((report: RunReport) => Promise<void>) | undefined;
}

/** The end of the training of a run. */
export interface TrainingEnd {
  readonly step: number;
  readonly bestStep: number | null;
  readonly paused: boolean;
}

/** Initial weights, and the run that they come from. */
export interface FirstWeights extends TrainedWeights {
  readonly from: string;
}

/**
 * Makes the model of a run. Wrong settings throw here, before anything is written. Parameters that the first weights lack, because the network
 * has a part more, begin as in a new model; `say` gets their names.
 *
 * @throws RunError if the weights belong to another network or to images of another size; ExperimentError if settings do not go together, or a
 * step takes more memory than there is.
 */
export function beginModel(
  settings: Settings,
  parts: Parts,
  first?: FirstWeights,
  say: (message: string) => void = () => {},
): AssembledModel {
  for (const stage of stagesOf(settings)) checkFits(stage, stage.training.batchSize);
  const begun = assembleModel(settings, parts);
  if (!first) return begun;
  const sizes = [first.settings, settings].map(({ data: { height, width, channels } }) => [height, width, channels].join('×')) as [
    string,
    string,
  ];
  if (sizes[0] !== sizes[1])
    throw new RunError(
      `the weights of ${first.from} are for images of ${sizes[0]} (rows, columns, channels), but those of ${settings.experiment} have ${sizes[1]}`,
    );
  try {
    const lacking = loadWeights(begun.model.params, first.weights, { grown: true });
    if (lacking.length > 0) say(`the weights of ${first.from} lack ${lacking.join(', ')}: these begin as in a new model`);
  } catch (error) {
    if (!(error instanceof WeightsError)) throw error;
    const { experiment: name, model: of } = settings;
    throw new RunError(
      `the weights of ${first.from} do not fit ${of.algorithm} with the network ${of.network} for ${name}: ${error.message.split(';')[0]}`,
    );
  }
  return begun;
}

/** Trains the remaining stages of a run and records everything. */
export async function trainStages(
  { run, config }: OpenRun,
  { begun, parts, minutes, pause, say, progress, log = async () => {} }: TrainingOptions,
): Promise<TrainingEnd> {
  const { checkpoint } = run;
  const signal = minutes === undefined ? undefined : afterMinutes(minutes);
  const stages = stagesOf(config.settings);
  let step = checkpoint?.state.step ?? 0;
  let end: TrainingEnd | undefined;
  for (const [number, settings] of stages.entries()) {
    if (checkpoint && checkpoint.state.stage > number) continue;
    const goesOn = checkpoint?.state.stage === number;
    const { dataset, model, training } = await assemble(settings, parts, begun);
    if (stages.length > 1) say(`stage ${number + 1} of ${stages.length}`);
    const reports = train(model, dataset, {
      ...training,
      ...(goesOn ? { from: checkpoint } : { stage: { number, after: step } }),
      ...(pause ? { pause } : {}),
      ...(signal ? { signal } : {}),
      metrics: metricsFor({ dataset, split: 'validation' }),
    });
    const after = goesOn ? checkpoint.state.stageStart : step;
    const shown = progress?.('training');
    const fraction = fractionOf(totalSteps(settings), { after, minutes });
    let last: TrainReport | undefined;
    try {
      last = await follow(
        recorded(reports, { run, log, draw: pen(settings, { model, dataset, task: training }) }),
        showing(shown, fraction, say),
      );
    } finally {
      shown?.stop();
    }
    step = last?.step ?? step;
    const reason = last?.kind === 'end' ? last.reason : undefined;
    end = { step, bestStep: last?.kind === 'end' ? last.bestStep : null, paused: reason === 'paused' };
    if (end.paused || reason === 'stopped') break;
  }
  return end!;
}

/** Returns a function that draws the first test image after each validation; undefined if no event files are written. */
function pen(
  { run }: Settings,
  drawn: Parameters<typeof groupingsOf>[1] & { readonly dataset: Dataset },
): (() => Promise<Picture>) | undefined {
  return run.tensorBoard ? async () => groupingFigure((await groupingsOf([0], drawn))[0]!) : undefined;
}

/** Records reports before they are shown, and draws a picture with each validation if `draw` is given. */
async function* recorded(
  reports: AsyncIterable<TrainReport>,
  {
    run,
    log,
    draw,
  }: Pick<OpenRun, 'run'> & Required<Pick<TrainingOptions, 'log'>> & { readonly draw: (() => Promise<Picture>) | undefined },
): AsyncGenerator<TrainReport> {
  for await (const report of reports) {
    await run.record(report);
    await log?.(report);
    if (draw && report.kind === 'validation') {
      const picture = await draw();
      const { step, epoch } = report;
      const { width, height } = picture;
      await run.record({ kind: 'figure', step, epoch, name: 'grouping', png: encodePng(picture), width, height });
    }
    yield report;
  }
}

/** Returns callbacks that show the progress and the warnings of a run. */
function showing(progress: Progress | undefined, fraction: (step: number) => number, say: (text: string) => void): Callbacks {
  let loss: number | undefined;
  let score: number | undefined;
  return {
    step: (report) => {
      // A running mean is shown, because the loss of single batches varies much.
      loss = loss === undefined ? report.loss : 0.95 * loss + 0.05 * report.loss;
      progress?.update(fraction(report.step), { loss, score, step: report.step });
    },
    validation: ({ step, validation }) => {
      score = meanScores(validation).amiMax;
      progress?.update(fraction(step), { loss: loss ?? validation.loss, score, step });
    },
    notice: ({ message }) => say(message),
    warning: ({ step, message }) => say(`warning at step ${step}: ${message}`),
    diverged: ({ message, backTo }) =>
      say(backTo === undefined ? `skipped: ${message}` : `back to step ${backTo} with half the learning rate: ${message}`),
  };
}

/** Returns a function from the step to the progress of a stage, by steps or by time, whichever ends it first. */
function fractionOf(total: number, { after, minutes }: { after: number; minutes: number | undefined }): (step: number) => number {
  const started = performance.now();
  const byTime = () => (minutes === undefined ? 0 : (performance.now() - started) / (minutes * 60_000));
  return (step) => Math.min(1, Math.max((step - after) / total, byTime()));
}
