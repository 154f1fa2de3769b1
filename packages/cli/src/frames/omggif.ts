// @ts-expect-error The library has no types; what is used of it is below.
import * as module from 'omggif';

/** A GIF file, of which each frame is drawn over what the one before left. */
export interface GifReader {
  readonly width: number;
  readonly height: number;
  numFrames(): number;
  /** `disposal` 2: the frame's rectangle is cleared after it was shown; 3: what was there before comes back. */
  frameInfo(frame: number): { x: number; y: number; width: number; height: number; disposal: number };
  decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
}

interface Omggif {
  GifReader: new (bytes: Uint8Array) => GifReader;
}

/** Node gives this CommonJS library as the default export, bundlers its named ones. */
export const omggif: Omggif = 'GifReader' in module ? module : module.default;
