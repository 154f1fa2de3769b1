import type { EmModel } from '@neural-em/core';
import { batches, type Dataset } from '@neural-em/datasets';
import { collapseSigns } from './collapse.ts';
import { evaluate } from './evaluate.ts';
import type { TrainReport } from './reports.ts';
import { type CollapseWarning, lowestLoss, type TrainState, validationsWaited } from './state.ts';
import type { Plan, TrainOptions } from './train-options.ts';
import { saveWeights, type Weights } from './weights.ts';

/** The progress of a run: its state and the best weights so far. */
export interface Standing {
  readonly state: TrainState;
  readonly best: Weights | undefined;
}

/** Validates a model during its run and returns the new progress and the reports. */
export async function validate(
  model: EmModel,
  dataset: Dataset,
  options: TrainOptions,
  { batchSize, validationImages, patience }: Plan,
  { state, best: bestBefore }: Standing,
): Promise<{ standing: Standing; reports: TrainReport[] }> {
  const { step, epoch } = state;
  const validation = await evaluate(model, batches(dataset, 'validation', { batchSize, limit: validationImages }), options);
  const improved = validation.loss < lowestLoss(state.history);
  const keeps = improved || options.weights === 'last';
  const best = keeps || !bestBefore ? await saveWeights(model.params) : bestBefore;
  const bestStep = keeps || state.bestStep === null ? step : state.bestStep;
  const history = [...state.history, { step, loss: finite(validation.loss), score: meanScore(validation.scores) }];
  const signs = collapseSigns(options, validation, history);
  const warned = Object.keys(signs) as CollapseWarning[];
  const ended = state.ended ?? (validationsWaited(history) >= patience ? 'patience' : null);
  return {
    standing: { state: { ...state, history, warned, bestStep, ended }, best },
    reports: [
      { kind: 'validation', step, epoch, validation, improved, best, bestStep },
      ...warned
        .filter((warning) => !state.warned.includes(warning))
        .map((warning) => ({ kind: 'warning', step, epoch, warning, message: signs[warning]! }) as const),
    ],
  };
}

function meanScore(scores: Readonly<Record<string, readonly number[]>>): number | null {
  const first = Object.values(scores)[0];
  return first ? finite(first.reduce((a, b) => a + b, 0) / first.length) : null;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
