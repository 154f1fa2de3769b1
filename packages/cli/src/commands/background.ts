import { separateBackground } from '@neural-em/runs';
import { InvalidArgumentError } from 'commander';
import { type AddCommand, positiveNumber, wholeNumber } from '../flags.ts';
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

async function backgroundCommand(video: string, { json, threshold, ...options }: BackgroundFlags): Promise<void> {
  const { frames, tracks } = await separateBackground(video, { ...options, varianceThreshold: threshold });
  const { out, overlay } = options;
  const written = [`${out}/`, ...(overlay === undefined ? [] : [overlay])];
  if (json) print(`${JSON.stringify({ frames, tracks, out, overlay: overlay ?? null })}\n`);
  else print(`${frames} frames, ${tracks} tracks of objects: ${written.join(', ')}\n`);
}
