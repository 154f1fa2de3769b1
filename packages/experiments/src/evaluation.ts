import { checked } from './check.ts';
import { dataNamed } from './data-named.ts';
import { ExperimentError } from './errors.ts';
import { ownParts } from './parts/index.ts';
import type { Parts } from './parts/types.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';
import { stagesOf } from './stages.ts';

/** What an evaluation changes of the settings that a model was trained with; what it leaves out is as those settings' `evaluation` says. */
export interface EvaluationChanges {
  /** The data that are scored: those of an experiment or a data set by its name, or settings of data. */
  readonly data?: string | DataSettings | undefined;
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
export function evaluationSettings(trained: Settings, changes: EvaluationChanges = {}, parts: Parts = ownParts): Settings {
  const last = stagesOf(trained).at(-1)!;
  const said = (own: number | undefined, kept: number | 'same') => own ?? (kept === 'same' ? undefined : kept);
  const components = said(changes.components, trained.evaluation.components);
  const frames = said(changes.frames, trained.evaluation.frames);
  const emSteps = said(changes.emSteps, trained.evaluation.emSteps);
  const other = otherData(changes.data, parts);
  const data = { ...(other?.data ?? last.data), ...(frames === undefined ? {} : { frames }) };
  checkSize(other?.name ?? data.kind, data, last.data);
  const weighsAll = last.training.stepWeights === 'every';
  const steps = emSteps ?? other?.emSteps ?? (frames === undefined ? last.training.emSteps : 'all');
  const { lossSteps } = last.training;
  // Losses of training alone; a number of another task would not go with these steps.
  const hasSteps = lossSteps === 'all' || typeof steps !== 'number' || lossSteps <= steps;
  return checked(
    {
      ...last,
      data,
      model: { ...last.model, components: components ?? last.model.components },
      training: {
        ...last.training,
        emSteps: steps,
        stepWeights: weighsAll || data.frames > 1 ? 'every' : 'last',
        lossSteps: data.frames > 1 ? 1 : hasSteps ? lossSteps : 'all',
      },
    },
    parts,
  );
}

function otherData(
  data: EvaluationChanges['data'],
  parts: Parts,
): { name: string; data: DataSettings; emSteps?: Settings['training']['emSteps'] } | undefined {
  if (data === undefined) return undefined;
  if (typeof data !== 'string') return { name: data.path ?? data.kind, data, ...(data.frames > 1 ? { emSteps: 'all' } : {}) };
  return { name: data, ...dataNamed(data, parts) };
}

function checkSize(name: string, data: DataSettings, trained: DataSettings): void {
  if (data.height !== trained.height || data.width !== trained.width)
    throw new ExperimentError(
      `the images of ${name} are of ${data.height}×${data.width} pixels, and the network is for ${trained.height}×${trained.width}`,
    );
  if (data.channels !== trained.channels)
    throw new ExperimentError(`the images of ${name} have ${data.channels} channels, and the network is for ${trained.channels}`);
}
