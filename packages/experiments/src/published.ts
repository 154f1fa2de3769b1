import { experimentNamed } from './catalogue.ts';
import type { Settings } from './settings/table/index.ts';

/** A published score: AMI with the max normaliser, over pixels of exactly one object, weighted over steps. */
export interface PublishedScore {
  readonly method: string;
  /** The experiment that the model was trained in, and K. */
  readonly trained: { readonly experiment: string; readonly components: number };
  /** The experiment that the model was scored in, the split of its data, and K. */
  readonly scored: { readonly experiment: string; readonly split: 'training' | 'test'; readonly components: number };
  readonly mean: number;
  /** The sample deviation over five runs. */
  readonly deviation: number;
  /** Whether the number was checked against the text of the paper. */
  readonly verified: boolean;
  /** How the task differs from that of the experiment. */
  readonly note?: string;
}

interface Row {
  readonly method?: string;
  readonly trained: readonly [experiment: string, components: number];
  readonly scored?: readonly [experiment: string, components: number];
  readonly split?: 'training' | 'test';
  readonly score: readonly [mean: number, deviation: number];
  readonly note?: string;
}

const scoreOf =
  (verified: boolean) =>
  ({ method = 'rnn-em', trained, scored = trained, split = 'test', score: [mean, deviation], note }: Row): PublishedScore => ({
    method,
    trained: { experiment: trained[0], components: trained[1] },
    scored: { experiment: scored[0], split, components: scored[1] },
    mean,
    deviation,
    verified,
    ...(note === undefined ? {} : { note }),
  });

/** The numbers of flying shapes, from the paper's table. */
const verified: readonly Row[] = [
  { trained: ['flying-shapes-3', 3], split: 'training', score: [0.969, 0.006] },
  { trained: ['flying-shapes-3', 3], score: [0.97, 0.005] },
  { trained: ['flying-shapes-3', 3], scored: ['flying-shapes-3', 5], score: [0.972, 0.007] },
  { trained: ['flying-shapes-3', 5], split: 'training', score: [0.997, 0.001] },
  { trained: ['flying-shapes-3', 5], score: [0.997, 0.002] },
  { trained: ['flying-shapes-3', 5], scored: ['flying-shapes-3', 3], score: [0.914, 0.015] },
  { trained: ['flying-shapes-5', 3], split: 'training', score: [0.614, 0.003] },
  { trained: ['flying-shapes-5', 3], score: [0.614, 0.003] },
  { trained: ['flying-shapes-5', 3], scored: ['flying-shapes-3', 3], score: [0.886, 0.01] },
  { trained: ['flying-shapes-5', 5], split: 'training', score: [0.878, 0.003] },
  { trained: ['flying-shapes-5', 5], score: [0.878, 0.003] },
  { trained: ['flying-shapes-5', 5], scored: ['flying-shapes-3', 5], score: [0.981, 0.003] },
];

/** Numbers that could not be checked against a copy of the paper. */
const unverified: readonly Row[] = [
  { trained: ['static-shapes', 4], score: [0.826, 0.005] },
  { method: 'n-em', trained: ['static-shapes', 4], score: [0.475, 0.043] },
  { method: 'tagger', trained: ['static-shapes', 4], score: [0.79, 0.034] },
  { method: 'tagger with layer norm', trained: ['static-shapes', 4], score: [0.97, 0.009], note: 'on images of 20×20' },
  { trained: ['flying-mnist-2', 2], score: [0.819, 0.022] },
  { trained: ['flying-mnist-2-stages', 2], score: [0.917, 0.005] },
  { trained: ['flying-mnist-2', 2], scored: ['flying-mnist-3', 3], score: [0.729, 0.019] },
  { trained: ['flying-mnist-2-stages', 2], scored: ['flying-mnist-3', 3], score: [0.838, 0.008] },
  { trained: ['flying-mnist-2', 2], scored: ['static-mnist-2', 2], score: [0.619, 0.023] },
  { trained: ['flying-mnist-2-stages', 2], scored: ['static-mnist-2', 2], score: [0.772, 0.008] },
];

/** Every number that the paper gives for its experiments. */
export const published: readonly PublishedScore[] = [...verified.map(scoreOf(true)), ...unverified.map(scoreOf(false))];

/** The settings by which a published score is found. */
export interface PublishedQuery {
  /** Settings of the training. */
  readonly trained: Settings;
  /** Settings of the evaluation, such as those of `evaluationSettings`. Default: those of the training. */
  readonly scored?: Settings;
  readonly split?: 'training' | 'validation' | 'test';
}

/**
 * Returns the published scores of every method, for models with the same K that were trained on the same images in the same stages, and scored on
 * the images of this evaluation with its K. Empty if the paper has none.
 */
export function publishedFor({ trained, scored = trained, split = 'test' }: PublishedQuery): PublishedScore[] {
  const isOf = (settings: Settings, { experiment, components }: { experiment: string; components: number }) =>
    components === settings.model.components && sameImages(settings, experimentNamed(experiment));
  return published.filter(
    (row) =>
      row.scored.split === split &&
      isOf(trained, row.trained) &&
      isOf(scored, row.scored) &&
      variantsOf(trained).join() === variantsOf(experimentNamed(row.trained.experiment)).join(),
  );
}

function sameImages({ data: a }: Settings, { data: b }: Settings): boolean {
  return (['kind', 'height', 'width', 'objects', 'frames'] as const).every((name) => a[name] === b[name]);
}

function variantsOf({ stages }: Settings): (number | 'all')[] {
  return stages.map(({ variants }) => variants);
}

/** Returns the words that mark a published score and say whether it could be checked. */
export function publishedText({ verified }: Pick<PublishedScore, 'verified'>): string {
  return verified ? 'published' : 'published (unverified here)';
}
