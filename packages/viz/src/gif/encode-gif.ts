import { checkInteger, FigureArgumentError } from '../errors.ts';
import type { Picture } from '../picture.ts';
import { type ColourTable, colourTable, forEachRun } from './colour-table.ts';
import { gifenc } from './gifenc.ts';

export interface GifOptions {
  /** How long a frame is shown, in milliseconds, rounded to hundredths of a second. */
  readonly delay?: number | undefined;
  /** How long the last frame is shown before the animation starts again, in milliseconds. Default: `delay`. */
  readonly hold?: number | undefined;
}

function indicesOf(frame: Picture, { places }: ColourTable): Uint8Array {
  const indices = new Uint8Array(frame.width * frame.height);
  forEachRun(frame, (packed, start, end) => indices.fill(places.get(packed)!, start, end));
  return indices;
}

/**
 * Returns the bytes of an animated GIF that repeats without end. All frames share one table of colours. Up to 255 different colours are
 * kept exactly; of more colours, the 128 most frequent ones are kept, and each other one becomes the nearest of the 255.
 *
 * @throws FigureArgumentError without frames, for frames of different sizes, and for times below 20 ms, which viewers do not honour.
 */
export function encodeGif(frames: readonly Picture[], { delay = 200, hold = delay }: GifOptions = {}): Uint8Array {
  const [first] = frames;
  if (!first) throw new FigureArgumentError('frames', 'at least one picture', 'an empty list');
  const { width, height } = first;
  for (const [i, frame] of frames.entries()) {
    if (frame.width === width && frame.height === height) continue;
    throw new FigureArgumentError('frames', `all ${width}×${height} as the first`, `${frame.width}×${frame.height} at frame ${i}`);
  }
  checkInteger('delay', delay, 20, 600_000);
  checkInteger('hold', hold, 20, 600_000);

  const table = colourTable(frames, 255);
  const unchanged = table.colours.length;
  const gif = gifenc.GIFEncoder();
  let shown: Uint8Array | undefined;
  for (const [i, frame] of frames.entries()) {
    const indices = indicesOf(frame, table);
    // Pixels that do not change get one index: long runs of it compress to nearly nothing.
    const written = shown ? indices.map((index, pixel) => (index === shown![pixel] ? unchanged : index)) : indices;
    const time = { delay: i === frames.length - 1 ? hold : delay, dispose: 1 };
    const first = { palette: [...table.colours, [0, 0, 0] as const] };
    gif.writeFrame(written, width, height, { ...time, ...(shown ? { transparent: true, transparentIndex: unchanged } : first) });
    shown = indices;
  }
  gif.finish();
  return gif.bytes();
}
