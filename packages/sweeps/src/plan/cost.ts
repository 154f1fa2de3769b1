import { lastValue, type Settings, stagesOf, totalSteps } from '@neural-em/experiments';

/** Returns the largest number of training steps of a run, over all stages. */
export function stepsOfRun(settings: Settings): number {
  return stagesOf(settings).reduce((sum, stage) => sum + totalSteps(stage), 0);
}

/** The cost of a run, by which runs of a sweep are compared: roughly the number of pixels that it processes. */
export interface Cost {
  readonly whole: number;
  /** Share of the cost that goes into the training and its validations, from 0 to 1; the rest goes into the scoring of test images. */
  readonly training: number;
}

/** How many times as much an image costs in training as in scoring. Probes of the experiments measured 2.4 to 3.1. */
const TRAINED = 2.5;

/** Returns the cost of a run. */
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

/** Returns the number of images in all validations of a run together. */
export function validatedImages(settings: Settings): number {
  return stagesOf(settings).reduce((sum, stage) => {
    const { data, training } = stage;
    const { validateEvery: every, batchSize } = training;
    const between = typeof every === 'number' ? every : Math.ceil(data.size.training / batchSize);
    const images = Math.min(typeof training.validationImages === 'number' ? training.validationImages : Infinity, data.size.validation);
    return sum + Math.ceil(totalSteps(stage) / between) * images;
  }, 0);
}
