import { checked } from './check.ts';
import { dataNamed } from './data-named.ts';
import { ExperimentError } from './errors.ts';
import { ownParts } from './parts/index.ts';
import type { Parts } from './parts/types.ts';
import type { Settings } from './settings/table/index.ts';
import type { DataSettings } from './settings/types.ts';
import { stagesOf } from './stages.ts';

/** Settings that an evaluation changes; the others come from `evaluation` in the settings of the training. */
export interface EvaluationChanges {
  /** The data to score: those of an experiment or a data set by its name, or settings of data. */
  readonly data?: string | DataSettings | undefined;
  /** K, the number of components. */
  readonly components?: number | undefined;
  /** The number of frames of a sequence. */
  readonly frames?: number | undefined;
  readonly emSteps?: number | undefined;
  /** The number of EM steps on the first frame. */
  readonly firstSteps?: number | undefined;
}

/**
 * Returns the settings to score a model with another K, on other data or over more frames than in its training. The noise is that of the
 * training. If data or frames change, the EM steps are those of the data. Every step counts if every step counted in training or the images
 * move. So every step of a model of sequences counts on static images, too, as in the authors' code. A
 * static image has no first steps.
 *
 * @param trained - settings of the training; if it has several stages, the last one counts.
 * @throws ExperimentError if images have another size, or the settings do not fit together.
 */
export function evaluationSettings(trained: Settings, changes: EvaluationChanges = {}, parts: Parts = ownParts): Settings {
  const last = stagesOf(trained).at(-1)!;
  const said = (own: number | undefined, kept: number | 'same') => own ?? (kept === 'same' ? undefined : kept);
  const components = said(changes.components, trained.evaluation.components);
  const frames = said(changes.frames, trained.evaluation.frames);
  const emSteps = said(changes.emSteps, trained.evaluation.emSteps);
  const firstSteps = said(changes.firstSteps, trained.evaluation.firstSteps);
  const other = otherData(changes.data, parts);
  const data = { ...(other?.data ?? last.data), ...(frames === undefined ? {} : { frames }) };
  checkSize(other?.name ?? data.kind, data, last.data);
  const weighsAll = last.training.stepWeights === 'every';
  // All requested frames are scored; a static image has as many steps as in the other experiment.
  const asked = frames === 1 ? (other?.emSteps ?? 'all') : 'all';
  const steps = emSteps ?? (frames === undefined ? (other?.emSteps ?? last.training.emSteps) : asked);
  const { lossSteps } = last.training;
  // lossSteps affects only the training, and its number may not fit the steps of the evaluation.
  const hasSteps = lossSteps === 'all' || typeof steps !== 'number' || lossSteps <= steps;
  return checked(
    {
      ...last,
      data,
      model: {
        ...last.model,
        components: components ?? last.model.components,
        firstSteps: data.frames === 1 ? 1 : (firstSteps ?? last.model.firstSteps),
      },
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
      `the images of ${name} have ${data.height}×${data.width} pixels, but the network is for ${trained.height}×${trained.width}`,
    );
  if (data.channels !== trained.channels)
    throw new ExperimentError(`the images of ${name} have ${data.channels} channels, but the network is for ${trained.channels}`);
}
