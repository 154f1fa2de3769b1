import { lastValue, type Settings, stagesOf, totalSteps } from '@neural-em/experiments';

/** Training steps of all stages, at most. */
export function stepsOfRun(settings: Settings): number {
  return stagesOf(settings).reduce((sum, stage) => sum + totalSteps(stage), 0);
}

/** What a run costs, in pixels that are looked at: what runs of one sweep are compared by. */
export interface Cost {
  readonly whole: number;
  /** The share of the training and its validations, from 0 to 1; the rest is the score of test images. */
  readonly training: number;
}

/** What an image costs in training, beside one that is scored: 2.4 to 3.1, as probes of the experiments tell. */
const TRAINED = 2.5;

/** The cost of a run. */
export function costOf(settings: Settings): Cost {
  const { data, model, training, evaluation } = settings;
  const own = (value: number | 'same', other: number) => (value === 'same' ? other : value);
  const last = lastValue(training.emSteps);
  const stepsOf = (frames: number) => (typeof last === 'number' ? last : frames - 1);
  const image = stepsOf(data.frames) * model.components;
  const trained = image * (TRAINED * stepsOfRun(settings) * training.batchSize + validatedImages(settings));
  const scoredImage = own(evaluation.emSteps, stepsOf(own(evaluation.frames, data.frames))) * own(evaluation.components, model.components);
  const scored = evaluation.images * evaluation.restarts * scoredImage;
  const whole = trained + scored;
  return { whole: whole * data.height * data.width * data.channels, training: trained / whole };
}

/** Images that are looked at in all validations. */
export function validatedImages(settings: Settings): number {
  return stagesOf(settings).reduce((sum, stage) => {
    const { data, training } = stage;
    const { validateEvery: every, batchSize } = training;
    const between = typeof every === 'number' ? every : Math.ceil(data.size.training / batchSize);
    const images = Math.min(typeof training.validationImages === 'number' ? training.validationImages : Infinity, data.size.validation);
    return sum + Math.ceil(totalSteps(stage) / between) * images;
  }, 0);
}
