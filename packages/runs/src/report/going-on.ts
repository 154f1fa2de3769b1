import { evaluationSettings, openData, type Parts, stagesOf } from '@neural-em/experiments';
import { encodePng, groupingFigure } from '@neural-em/viz';
import { groupingGif } from '@neural-em/viz/gif';
import type { ReportRollout } from '@neural-em/viz/report';
import { rollOut } from '../rollout.ts';
import type { ReportedRun } from './reported.ts';

/** The number of frames that the model predicts from its own predictions. */
const STEPS = 30;
const IMAGES = 8;
/** The number of columns of the still picture. */
const COLUMNS = 6;

/**
 * Returns a rollout for the report. Undefined for still images, for files, whose sequences have no further true frames, and for pixels that
 * are not binary.
 */
export async function goingOn(
  { model, config, evaluation }: Pick<ReportedRun, 'model' | 'config' | 'evaluation'>,
  parts: Parts,
): Promise<ReportRollout | undefined> {
  const trained = stagesOf(config.settings).at(-1)!;
  const { data } = trained;
  if (data.frames === 1 || data.path !== undefined || data.channels !== 1) return undefined;
  if (parts.pixels[trained.model.pixels.kind]?.binary !== true) return undefined;
  const given = data.frames;
  const settings = evaluationSettings(trained, { frames: given + STEPS }, parts);
  const dataset = await openData(settings, parts);
  const images = Math.min(IMAGES, dataset.size.test);
  if (images === 0) return undefined;
  const { components } = settings.model;
  const { noise } = evaluation.task;
  const { figure, curves } = await rollOut(model, dataset, {
    given,
    steps: STEPS,
    components,
    noise,
    seed: settings.seed,
    images,
    item: 0,
  });
  const { steps } = figure.shape;
  const columns = Array.from({ length: COLUMNS }, (_, i) => Math.round((i * (steps - 1)) / (COLUMNS - 1)));
  return {
    caption: `test image 0: the model reads ${given} true frames, then ${STEPS} of its own; curves are means over ${images} test sequences`,
    animation: groupingGif(figure),
    still: encodePng(groupingFigure({ ...figure, columns })),
    known: given - 1,
    curves: { 'cross entropy': curves.crossEntropy, 'objects kept': curves.objectsKept, AMI: curves.metrics.ami! },
  };
}
