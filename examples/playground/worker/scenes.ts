import { type DigitSplits, type Digits, flyingMnist, flyingShapes } from '@neural-em/datasets';
import { SIDE } from '../shared/picture.ts';
import type { Scene } from '../shared/protocol.ts';
import { uniforms } from '../shared/random.ts';
import { fetchBytes } from './fetch-bytes.ts';

/** Frames of a video: more than models train on, so that readers see whether they go on. */
const FRAMES = 51;
const HALF = 14;
/** SHA-256 of `public/digits.bin`, which `scripts/pack-digits.ts` makes. */
const DIGITS = '208ad950a4ef857947a7740e39c1bac3858948d89d79afca96a43f7e03f960d5';

/** What is shown at each time: a picture is the same at all of them. */
export interface Images {
  readonly height: number;
  readonly width: number;
  /** How many there are; undefined for as many as wanted. */
  readonly count: number | undefined;
  /** [H, W] at time t. */
  clean(t: number): Float32Array;
  truth(t: number): Uint8Array;
}

export async function imagesOf(scene: Scene): Promise<Images> {
  if (scene.kind === 'picture') {
    const { pixels, truth } = scene;
    return { height: SIDE, width: SIDE, count: undefined, clean: () => pixels, truth: () => truth };
  }
  if (scene.kind === 'clip') return clipOf(scene.frames);
  const dataset =
    scene.kind === 'shapes'
      ? flyingShapes({ seed: scene.number, frames: FRAMES })
      : flyingMnist({ seed: scene.number, frames: FRAMES, digits: await loadDigits() });
  const { frames, groups } = dataset.read('test', [0]);
  const [height, width] = dataset.imageShape;
  const size = height * width;
  return {
    height,
    width,
    count: FRAMES,
    clean: (t) => frames.slice(t * size, (t + 1) * size),
    truth: (t) => groups.slice(t * size, (t + 1) * size),
  };
}

/** The images that the reader drew or opened; none of a video that the page makes. */
export function givenIn(scene: Scene): Float32Array[] {
  if (scene.kind === 'picture') return [scene.pixels];
  if (scene.kind !== 'clip') return [];
  const size = SIDE * SIDE;
  return Array.from({ length: scene.frames.length / size }, (_, t) => scene.frames.subarray(t * size, (t + 1) * size));
}

/** A video of the reader's: from its end it plays back and forth, so that there are steps enough. */
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

/** An image with noise on a share of its pixels: binary ones are flipped, grey ones replaced (paper appendix A). */
export function withNoise(clean: Float32Array, scene: Scene, percent: number, t: number): Float32Array {
  if (percent === 0) return clean;
  const uniform = uniforms(scene.number * 1009 + t);
  return clean.map((value) => {
    const replaced = scene.kind === 'digits' ? uniform() : 1 - value;
    return uniform() < percent / 100 ? replaced : value;
  });
}

let digits: Promise<DigitSplits> | undefined;

/** The page's digits, at twice their size: the dataset halves them again. */
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
  // A file that failed to load is asked for again.
  digits.catch(() => {
    digits = undefined;
  });
  return digits;
}
