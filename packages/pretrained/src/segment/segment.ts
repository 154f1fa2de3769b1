import { type FitTarget, fitPictures, type Picture } from '@neural-em/datasets/fit';
import { ownParts, type Parts } from '@neural-em/experiments';
import { TrainingOptionError } from '@neural-em/trainers';
import { describeFrame } from './describe.ts';
import { type Grouped, labelsOf, usedComponents } from './groups.ts';
import { inferFrames, readsSequences } from './infer-frames.ts';
import { keepNumbers } from './numbers.ts';
import type { Likeness, Segmentation, SegmentingModel, SegmentOptions } from './types.ts';

/**
 * Segments a picture, or the frames of a video, by a trained model: each pixel of an object gets the number of the component that explains it. Pictures may be of any size and kind; they are fitted to the
 * images of the model, and what comes out has their size. Typed arrays in, typed arrays out, in Node and in a page, whose `ImageData` is a picture; needs a TensorFlow.js backend.
 *
 * A model of sequences reads the frames one after the other, so that its components keep their numbers; the first frames are played backwards before, so that objects are told apart from the
 * first one on. A model of static images groups each frame by itself, and objects get the number of those that they overlap most before.
 *
 * @param model - what `loadPretrained` gives, or a model with its task and settings.
 * @throws TrainingOptionError for options out of range; DatasetOptionError for pictures that do not fit together; the reason of the signal where that ends the work.
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

/** The images of a model. They are zeros and ones where its pixels are, and what it was trained on was no other. */
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

/** Labels of a frame, and the component that each label stands for. */
interface Labelled {
  readonly labels: Uint8Array;
  readonly componentOf: ReadonlyMap<number, number>;
}

/** Components of a sequence are the same in all frames. */
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
