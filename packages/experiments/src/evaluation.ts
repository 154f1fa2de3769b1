import { experimentNamed } from './catalogue.ts';
import { checkSettings } from './check.ts';
import { ExperimentError } from './errors.ts';
import type { ExperimentSettings } from './settings.ts';
import { stagesOf } from './stages.ts';

/** What an evaluation changes of the settings that a model was trained with. */
export interface EvaluationChanges {
  /** The experiment whose data are scored, by name. */
  readonly data?: string | undefined;
  /** K. */
  readonly components?: number | undefined;
  /** Frames of a sequence. */
  readonly frames?: number | undefined;
  readonly emSteps?: number | undefined;
}

/**
 * The settings of a model that is scored with another K, on other data or over more frames than it was trained with. Noise is that
 * of the training. Steps are those of the data, where data or frames change, and every one weighs where the model learned so or the
 * images move: of static images too, then, as in the authors' code.
 *
 * @param trained - settings of the training; of several stages the last one counts.
 * @throws ExperimentError where images are of another size, or the settings do not go together.
 */
export function evaluationSettings(
  trained: ExperimentSettings,
  { data: name, components, frames, emSteps }: EvaluationChanges,
): ExperimentSettings {
  const last = stagesOf(trained).at(-1)!;
  const other = name === undefined ? undefined : experimentNamed(name);
  const data = { ...(other ?? last).data, ...(frames === undefined ? {} : { frames }) };
  if (data.height !== last.data.height || data.width !== last.data.width)
    throw new ExperimentError(
      `the images of ${name} are of ${data.height}×${data.width} pixels, and the network is for ${last.data.height}×${last.data.width}`,
    );
  const weighsAll = last.data.frames > 1 ? last.training.stepWeights !== 'last' : last.training.stepWeights === 'every';
  const ofData = other?.training.emSteps ?? (frames === undefined ? last.training.emSteps : 0);
  const settings: ExperimentSettings = {
    ...last,
    data,
    model: { ...last.model, components: components ?? last.model.components },
    training: {
      ...last.training,
      emSteps: emSteps ?? ofData,
      stepWeights: weighsAll || data.frames > 1 ? 'every' : 'last',
    },
  };
  checkSettings(settings);
  return settings;
}
