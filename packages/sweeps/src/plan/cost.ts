import { lastValue, type Settings, stagesOf, totalSteps } from '@neural-em/experiments';

/** Training steps of all stages, at most. */
export function stepsOfRun(settings: Settings): number {
  return stagesOf(settings).reduce((sum, stage) => sum + totalSteps(stage), 0);
}

/** What the training costs, in values that are looked at: what runs of one sweep are compared by. */
export function costOf(settings: Settings): number {
  const { data, model, training } = settings;
  const steps = lastValue(training.emSteps);
  const emSteps = typeof steps === 'number' ? steps : data.frames - 1;
  return stepsOfRun(settings) * training.batchSize * emSteps * model.components * data.height * data.width * data.channels;
}
