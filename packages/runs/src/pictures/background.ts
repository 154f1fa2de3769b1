import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFrames } from '@neural-em/datasets/media';
import {
  type BackgroundOptions,
  backgroundSubtractor,
  type Frame,
  foregroundObjects,
  MixtureInputError,
  objectTracker,
} from '@neural-em/mixtures/images';
import { encode } from 'fast-png';
import { RunError } from '../errors.ts';
import { frameName, openSink } from './sink.ts';
import { checkThere } from './there.ts';
import { trackOverlay } from './tracks.ts';

/** Options of `separateBackground`: those of the subtractor, and what is written. */
export interface SeparationOptions extends BackgroundOptions {
  /** Folder to write: a mask of each frame (255 = moving, 127 = shadow), `background.png` and `objects.jsonl`. */
  readonly out: string;
  /** File of the frames with their objects drawn: an animated GIF, or a folder of PNG files. Default: none. */
  readonly overlay?: string | undefined;
  /** The smallest number of pixels of an object. */
  readonly minimumSize: number;
}

/** How long a frame of the overlay is shown, in milliseconds. */
const DELAY = 40;

/**
 * Separates moving objects from the background of a video, without training, and follows them from frame to frame. Returns the number of
 * frames and of tracks.
 *
 * @throws RunError if there is no such video, or its frames differ in size; DatasetFileError if it is damaged.
 */
export async function separateBackground(
  video: string,
  { out, overlay, minimumSize, ...options }: SeparationOptions,
): Promise<{ readonly frames: number; readonly tracks: number }> {
  const subtractor = backgroundSubtractor(options);
  const tracker = objectTracker();
  const list = join(out, 'objects.jsonl');
  let frames = 0;
  let seen = 0;
  const sink = overlay === undefined ? undefined : await openSink(overlay, { delay: DELAY });
  checkThere(video);
  for await (const frame of readFrames(video)) {
    frames++;
    const { width, height } = frame;
    const mask = apply(() => subtractor.apply(frame), `${video}, frame ${frames}`);
    if (frames === 1) {
      await mkdir(out, { recursive: true });
      await writeFile(list, '');
    }
    const { objects, labels } = foregroundObjects(mask, { width, height, minimumSize });
    const tracks = tracker.update(objects);
    for (const { id } of tracks) seen = Math.max(seen, id);
    const listed = tracks.map(({ id, age, object: { size, box, centre } }) => ({ id, age, size, box, centre }));
    await appendFile(list, `${JSON.stringify({ frame: frames, objects: listed })}\n`);
    await writeFile(join(out, frameName(frames)), png({ width, height, data: mask }));
    await sink?.add(trackOverlay(frame, labels, tracks));
  }
  await sink?.end();
  await writeFile(join(out, 'background.png'), png(subtractor.background()));
  return { frames, tracks: seen };
}

/** Calls `work`; if it refuses the frame, the error says which frame it was. */
function apply<T>(work: () => T, place: string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MixtureInputError) throw new RunError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

function png({ width, height, data }: Frame): Uint8Array {
  return encode({ width, height, data: Uint8Array.from(data), channels: data.length / (width * height), depth: 8 });
}
