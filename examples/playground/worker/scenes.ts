import { type Batch, type DigitSplits, type Digits, flyingMnist, flyingShapes } from '@neural-em/datasets';
import { sequenceOf } from '../shared/balls/sequence.ts';
import { isUnseen } from '../shared/balls/state.ts';
import { SIDE } from '../shared/picture.ts';
import type { Scene } from '../shared/protocol.ts';
import { uniforms } from '../shared/random.ts';
import { fetchBytes } from './fetch-bytes.ts';
import type { Beginning } from './groupers/types.ts';

/** Number of frames of a video: more than in the training, so that readers see whether models keep working. */
const FRAMES = 51;
const HALF = 14;
/** SHA-256 of `public/digits.bin`, which `scripts/pack-digits.ts` makes. */
const DIGITS = '208ad950a4ef857947a7740e39c1bac3858948d89d79afca96a43f7e03f960d5';

/** The images of a scene over time; a picture is the same at all times. */
export interface Images {
  readonly height: number;
  readonly width: number;
  /** Number of images; undefined if there is no limit. */
  readonly count: number | undefined;
  /** Returns the image at time t, [H, W]. */
  clean(t: number): Float32Array;
  truth(t: number): Uint8Array;
  /** Only for sequences that a model can continue. */
  readonly beginning?: Beginning;
}

/** Returns the images of a scene; `noise` is the share of pixels that noise changes, in percent. */
export async function imagesOf(scene: Scene, noise: number): Promise<Images> {
  if (scene.kind === 'picture') {
    const { pixels, truth } = scene;
    return { height: SIDE, width: SIDE, count: undefined, clean: () => pixels, truth: () => truth };
  }
  if (scene.kind === 'clip') return clipOf(scene.frames);
  if (scene.kind === 'balls') return ballsOf(scene, noise);
  const dataset =
    scene.kind === 'shapes'
      ? flyingShapes({ seed: scene.number, frames: FRAMES })
      : flyingMnist({ seed: scene.number, frames: FRAMES, digits: await loadDigits() });
  return videoOf(dataset.read('test', [0]));
}

/** Returns the images of a batch of one sequence. */
function videoOf({ shape: [count, , height, width], frames, groups }: Batch): Images {
  const size = height * width;
  return {
    height,
    width,
    count,
    clean: (t) => frames.slice(t * size, (t + 1) * size),
    truth: (t) => groups.slice(t * size, (t + 1) * size),
  };
}

/** Returns the images of bouncing balls, and what a model is shown that continues them. */
function ballsOf(scene: Extract<Scene, { kind: 'balls' }>, percent: number): Images {
  const { given, knocks, number } = scene;
  const { batch } = sequenceOf(scene, number);
  const [, , height, width] = batch.shape;
  const size = given * height * width;
  let t = 0;
  return {
    ...videoOf(batch),
    beginning: {
      shown: { shape: [given, 1, height, width, 1], frames: batch.frames.slice(0, size), groups: batch.groups.slice(0, size) },
      // A rollout asks for the noise of each true frame in turn.
      noise: { name: 'as shown', corrupt: (values) => values.set(withNoise(values, scene, percent, t++)) },
      knocks: knocks.filter(({ at }) => isUnseen(at, given)),
    },
  };
}

/** Returns the images that the reader drew or opened; an empty list for a video that the page makes. */
export function givenIn(scene: Scene): Float32Array[] {
  if (scene.kind === 'picture') return [scene.pixels];
  if (scene.kind !== 'clip') return [];
  const size = SIDE * SIDE;
  return Array.from({ length: scene.frames.length / size }, (_, t) => scene.frames.subarray(t * size, (t + 1) * size));
}

/** Returns the images of the reader's own video. At its end it plays backwards, and so on, so that there are enough steps. */
function clipOf(frames: Float32Array): Images {
  const size = SIDE * SIDE;
  const last = frames.length / size - 1;
  const frameAt = (t: number) => last - Math.abs(last - (t % (2 * last)));
  return {
    height: SIDE,
    width: SIDE,
    count: Math.max(FRAMES, last + 1),
    clean: (t) => frames.subarray(frameAt(t) * size, (frameAt(t) + 1) * size),
    truth: () => new Uint8Array(size),
  };
}

/** Returns an image with noise on a share of its pixels: binary pixels are flipped, grey ones are replaced (paper appendix A). */
export function withNoise(clean: Float32Array, scene: Scene, percent: number, t: number): Float32Array {
  if (percent === 0) return clean;
  const uniform = uniforms(scene.number * 1009 + t);
  return clean.map((value) => {
    const replaced = scene.kind === 'digits' ? uniform() : 1 - value;
    return uniform() < percent / 100 ? replaced : value;
  });
}

let digits: Promise<DigitSplits> | undefined;

/** Loads the digits of the page, and doubles their size because the dataset halves it again. */
function loadDigits(): Promise<DigitSplits> {
  digits ??= fetchBytes('digits.bin', DIGITS).then((bytes) => {
    const count = bytes.length / HALF ** 2;
    const images = new Uint8Array(4 * bytes.length);
    for (let i = 0; i < images.length; i++) {
      const [index, y, x] = [Math.floor(i / 28 ** 2), Math.floor(i / 28) % 28, i % 28];
      images[i] = bytes[(index * HALF + (y >> 1)) * HALF + (x >> 1)]!;
    }
    const labels = Uint8Array.from({ length: count }, (_, i) => Math.floor(i / 10));
    const all: Digits = { height: 28, width: 28, images, labels };
    return { training: all, validation: all, test: all };
  });
  // If the file failed to load, the next call requests it again.
  digits.catch(() => {
    digits = undefined;
  });
  return digits;
}
