import { type FitTarget, fitPictures, type Picture } from '@neural-em/datasets/fit';
import { ownParts, type Parts } from '@neural-em/experiments';
import { TrainingOptionError } from '@neural-em/trainers';
import { describeFrame } from './describe.ts';
import { type Grouped, labelsOf, usedComponents } from './groups.ts';
import { inferFrames, readsSequences } from './infer-frames.ts';
import { keepNumbers } from './numbers.ts';
import type { Likeness, Segmentation, SegmentingModel, SegmentOptions } from './types.ts';

/**
 * Segments a picture, or the frames of a video, with a trained model: each pixel of an object gets the number of the component that
 * explains it. Pictures may have any size, in grey or colour: they are first turned into images that the model can read, and the labels are
 * returned at the size of the pictures. Works on typed arrays, in Node and in a browser, where an `ImageData` can be passed as a picture.
 * Needs a TensorFlow.js backend.
 *
 * A model that was trained on sequences reads the frames one after the other, so that its components keep their numbers. It reads the first
 * frames backwards before, so that it has told the objects apart when it comes to the first frame. A model that was trained on static
 * images groups each frame by itself; an object then gets the number of the object of earlier frames that it overlaps most.
 *
 * @param model - a model as `loadPretrained` returns it, or any model with its task and settings.
 * @throws TrainingOptionError for options out of range; DatasetOptionError for pictures of different sizes or bad options of `fit`; the signal's
 *   reason once it is aborted.
 */
export async function segment(
  model: SegmentingModel,
  given: Picture | readonly Picture[],
  options: SegmentOptions = {},
): Promise<Segmentation> {
  check(options);
  const pictures = 'data' in given ? [given] : given;
  const target = targetOf(model);
  const { frames, fit } = fitPictures(pictures, target, options.fit);
  const { height, width, channels } = target;
  const grouped = await inferFrames(model, { frames, shape: [pictures.length, height, width, channels] }, options);
  const background = model.card.settings.model.pixels.prior;
  const labelled = readsSequences(model) ? asSequence(grouped, options) : oneByOne(grouped, width, options);
  const segmented = labelled.map(({ labels, componentOf }, t) =>
    describeFrame(grouped[t]!, labels, componentOf, { picture: pictures[t]!, fit, width, background }),
  );
  const mean = (of: (t: number) => number) => segmented.reduce((sum, _, t) => sum + of(t), 0) / segmented.length;
  const unexplained = mean((t) => segmented[t]!.unexplained);
  return {
    width: fit.width,
    height: fit.height,
    frames: segmented,
    images: frames,
    fit,
    confidence: mean((t) => segmented[t]!.confidence),
    unexplained,
    likeness: likenessOf(model, unexplained),
  };
}

/** The images that a model reads. They hold zeros and ones only if its pixel distribution is binary and its training data were, too. */
function targetOf({ card }: Pick<SegmentingModel, 'card'>): FitTarget {
  const { data, model } = card.settings;
  const parts: Parts = ownParts;
  const binary = parts.pixels[model.pixels.kind]?.binary === true && parts.data[data.kind]?.pixels !== 'real';
  return { height: data.height, width: data.width, channels: data.channels, binary };
}

function check({ k, mostComponents = 8, minimumShare = 0.02 }: SegmentOptions): void {
  if (k !== undefined && k !== 'auto' && !(Number.isInteger(k) && k > 0 && k < 256))
    throw new TrainingOptionError(`segment: k must be a whole number from 1 to 255 or 'auto', not ${k}`);
  if (!(Number.isInteger(mostComponents) && mostComponents > 0 && mostComponents < 256))
    throw new TrainingOptionError(`segment: mostComponents must be a whole number from 1 to 255, not ${mostComponents}`);
  if (!(minimumShare >= 0 && minimumShare < 1))
    throw new TrainingOptionError(`segment: minimumShare must be at least 0 and below 1, not ${minimumShare}`);
}

/** The labels of a frame, and the component that each label stands for. */
interface Labelled {
  readonly labels: Uint8Array;
  readonly componentOf: ReadonlyMap<number, number>;
}

/** Labels frames of a sequence, in which a component is the same object in all frames. */
function asSequence(grouped: readonly Grouped[], { minimumShare = 0.02 }: SegmentOptions): Labelled[] {
  const used = usedComponents(grouped, minimumShare);
  const componentOf = new Map(used.map((component, i) => [i + 1, component]));
  return grouped.map((frame) => ({ labels: labelsOf(frame, used), componentOf }));
}

function oneByOne(grouped: readonly Grouped[], width: number, { minimumShare = 0.02 }: SegmentOptions): Labelled[] {
  const used = grouped.map((frame) => usedComponents([frame], minimumShare));
  const plain = grouped.map((frame, t) => labelsOf(frame, used[t]!));
  const numbers = keepNumbers(plain, width);
  return plain.map((labels, t) => ({
    labels: labels.map((label) => numbers[t]!.get(label) ?? 0),
    componentOf: new Map([...numbers[t]!].map(([label, number]) => [number, used[t]![label - 1]!])),
  }));
}

function likenessOf({ card: { explained } }: SegmentingModel, unexplained: number): Likeness {
  if (!explained) return 'unknown';
  if (unexplained <= explained.most) return 'alike';
  return unexplained <= 2 * explained.most ? 'unusual' : 'unlike';
}
