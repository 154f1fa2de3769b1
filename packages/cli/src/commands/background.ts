import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readFrames } from '@neural-em/datasets/media';
import { backgroundSubtractor, type Frame, foregroundObjects, MixtureInputError, objectTracker } from '@neural-em/mixtures/images';
import { InvalidArgumentError } from 'commander';
import { encode } from 'fast-png';
import { UsageError } from '../errors.ts';
import { type AddCommand, positiveNumber, wholeNumber } from '../flags.ts';
import { frameName, openSink, overlay } from '../frames/overlay.ts';
import { checkThere } from '../frames/there.ts';
import { print } from '../output.ts';

interface BackgroundFlags {
  readonly out: string;
  readonly overlay?: string;
  readonly history: number;
  readonly threshold: number;
  readonly components: number;
  readonly learningRate: number;
  readonly shadows: boolean;
  readonly minimumSize: number;
  readonly json?: boolean;
}

/** Adds `nem background`. */
export const background: AddCommand = (program) => {
  program
    .command('background')
    .description(
      'separate moving objects from the background of a video, without training: masks, the background, objects and their tracks',
    )
    .argument('<video>', 'folder of pictures, animated PNG, GIF or WebP, or (with ffmpeg installed) a video')
    .requiredOption('--out <folder>', 'folder to write: masks (255 = moving, 127 = shadow), background.png and objects.jsonl')
    .option('--overlay <file>', 'draw the objects over the frames: an animated GIF, or a folder of PNG files for long videos')
    .option('--history <frames>', 'number of frames that the automatic learning rate averages over', wholeNumber, 500)
    .option('--threshold <number>', 'largest squared distance, in variances, at which a pixel is background', positiveNumber, 16)
    .option('--components <number>', 'largest number of Gaussians of a pixel', wholeNumber, 5)
    .option('--learning-rate <number>', 'weight of a new frame, 0 to 1; -1 chooses it automatically', rate, -1)
    .option('--no-shadows', 'count shadows as moving objects')
    .option('--minimum-size <pixels>', 'smallest number of pixels of an object', wholeNumber, 20)
    .option('--json', 'print one JSON object')
    .action(backgroundCommand);
};

function rate(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && (value === -1 || (value >= 0 && value <= 1))) return value;
  throw new InvalidArgumentError('It must be from 0 to 1, or -1.');
}

async function backgroundCommand(video: string, flags: BackgroundFlags): Promise<void> {
  const { shadows, history, components, learningRate } = flags;
  const subtractor = backgroundSubtractor({ history, components, learningRate, shadows, varianceThreshold: flags.threshold });
  const tracker = objectTracker();
  const list = join(flags.out, 'objects.jsonl');
  let frames = 0;
  let seen = 0;
  const sink = flags.overlay === undefined ? undefined : await openSink(flags.overlay);
  checkThere(video);
  for await (const frame of readFrames(video)) {
    frames++;
    const { width, height } = frame;
    const mask = apply(() => subtractor.apply(frame), `${video}, frame ${frames}`);
    if (frames === 1) {
      await mkdir(flags.out, { recursive: true });
      await writeFile(list, '');
    }
    const { objects, labels } = foregroundObjects(mask, { width, height, minimumSize: flags.minimumSize });
    const tracks = tracker.update(objects);
    for (const { id } of tracks) seen = Math.max(seen, id);
    const listed = tracks.map(({ id, age, object: { size, box, centre } }) => ({ id, age, size, box, centre }));
    await appendFile(list, `${JSON.stringify({ frame: frames, objects: listed })}\n`);
    await writeFile(join(flags.out, frameName(frames)), png({ width, height, data: mask }));
    await sink?.add(overlay(frame, labels, tracks));
  }
  await sink?.end();
  await writeFile(join(flags.out, 'background.png'), png(subtractor.background()));
  const written = [`${flags.out}/`, ...(flags.overlay === undefined ? [] : [flags.overlay])];
  if (flags.json) print(`${JSON.stringify({ frames, tracks: seen, out: flags.out, overlay: flags.overlay ?? null })}\n`);
  else print(`${frames} frames, ${seen} tracks of objects: ${written.join(', ')}\n`);
}

/** Calls `work`; if it refuses the frame, the error says which frame it was. */
function apply<T>(work: () => T, place: string): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof MixtureInputError) throw new UsageError(`${place}: ${error.message}`, { cause: error });
    throw error;
  }
}

function png({ width, height, data }: Frame): Uint8Array {
  return encode({ width, height, data: Uint8Array.from(data), channels: data.length / (width * height), depth: 8 });
}
