import { chooseBackend } from '@neural-em/backends';
import {
  baselineTable,
  loadParts,
  type OverlayKind,
  type SegmentedInput,
  segmentAll,
  segmentationText,
  segmentInputs,
  segmentingModel,
} from '@neural-em/runs';
import { InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../errors.ts';
import { type AddCommand, positiveNumber, seedNumber, shared, wholeNumber } from '../flags.ts';
import { print, tell } from '../output.ts';
import { modelList } from './pretrained.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface SegmentFlags {
  readonly model: string;
  readonly out: string;
  readonly k?: number | 'auto';
  readonly restarts?: number;
  readonly emSteps?: number;
  readonly seed?: number;
  readonly crop?: Box;
  readonly invert?: boolean;
  readonly resize: boolean;
  readonly threshold?: number;
  readonly start: number;
  readonly frames?: number;
  readonly stride?: number;
  readonly rate?: number;
  readonly as?: 'pictures' | 'clip';
  readonly overlay: OverlayKind;
  readonly compare?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly backend?: string;
  readonly parts?: string;
}

/** Adds `nem segment`. */
export const segment: AddCommand = (program) => {
  program
    .command('segment')
    .description(
      'segment your own pictures and videos into objects with a trained model; writes labels, masks and overlays, and tells how sure the model is',
    )
    .argument('[inputs...]', 'pictures (PNG, JPEG, WebP, GIF), videos (through ffmpeg), folders, HDF5 or npz files; - is standard input')
    .option('--model <name>', 'a pretrained model, the folder of a run, or the file or URL of a card', 'static-shapes-rnn-em-restarts')
    .option('--out <folder>', 'folder to write; each input gets a folder in it', 'segments')
    .option('--k <number>', 'number of components (as in training); auto takes the fewest that explain a picture', components)
    .option(
      '--restarts <number>',
      'number of starts of each picture, of which the best is kept (as the card of the model says)',
      wholeNumber,
    )
    .option('--em-steps <number>', 'number of EM steps on a picture (as in training)', wholeNumber)
    .option('--seed <number>', 'seed of noise and starts (that of the training)', seedNumber)
    .option('--crop <box>', 'use only a part of the picture: WIDTHxHEIGHT+LEFT+TOP, as in 64x64+0+0', box)
    .option('--invert', 'swap dark and light (by default only if the edges of the picture are light)')
    .option('--no-invert', 'never swap dark and light')
    .option('--no-resize', 'do not scale a picture that is smaller than the model’s images; put it into their middle')
    .option('--threshold <number>', 'brightness from which a pixel is 1, from 0 to 1, or otsu; for models of binary images', threshold)
    .option('--start <frame>', 'first frame to read, counted from 1', wholeNumber, 1)
    .option('--frames <number>', 'largest number of frames to read', wholeNumber)
    .option('--stride <number>', 'read only every N-th frame', wholeNumber)
    .option('--rate <number>', 'frames per second to read from a video (those of the video)', positiveNumber)
    .addOption(
      new Option('--as <kind>', 'how to read a folder (clip for a model of videos, otherwise pictures)').choices(['pictures', 'clip']),
    )
    .addOption(new Option('--overlay <kind>', 'format of the overlay of a clip').choices(['gif', 'mp4', 'png']).default('gif'))
    .option('--compare', 'also group the same pictures by k-means, a Gaussian mixture and connected components')
    .option('--list', 'list the pretrained models, each with the kind of picture it is made for')
    .option(...shared.parts)
    .option(...shared.backend)
    .option(...shared.json)
    .action(segmentCommand);
};

function components(text: string): number | 'auto' {
  return text === 'auto' ? text : wholeNumber(text);
}

function threshold(text: string): number | undefined {
  if (text === 'otsu') return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be from 0 to 1, or otsu.');
}

function box(text: string): Box {
  const [, width, height, x, y] = (/^(\d+)x(\d+)\+(\d+)\+(\d+)$/.exec(text) ?? []).map(Number);
  if (!width || !height || x === undefined || y === undefined) throw new InvalidArgumentError('It must be like 64x64+0+0.');
  return { width, height, x, y };
}

async function segmentCommand(paths: readonly string[], flags: SegmentFlags): Promise<void> {
  if (flags.list) return print(`${modelList()}\n`);
  if (paths.length === 0)
    throw new UsageError('name pictures, videos or folders to segment, or - for standard input; --list shows the models');
  const parts = await loadParts(flags.parts);
  await chooseBackend({ name: flags.backend });
  const model = await segmentingModel(flags.model, parts);
  const { model: name, out, overlay, compare, start, frames, stride, rate, restarts, crop, invert, threshold } = flags;
  const asClip = flags.as === undefined ? model.card.settings.data.frames > 1 : flags.as === 'clip';
  const inputs = await segmentInputs(paths, { start: start - 1, frames, stride, rate, asClip });
  const fit = { crop, invert, threshold, resize: flags.resize ? 'area' : 'none' } as const;
  const options = { k: flags.k, starts: restarts, emSteps: flags.emSteps, seed: flags.seed, fit };
  const told = flags.json ? tell : print;
  const onInput = ({ name, folder, segmentation, compared }: SegmentedInput) => {
    told(`${segmentationText(name, segmentation, model.card.explained)}: ${folder}/\n`);
    if (compared.length > 0) told(`${baselineTable(compared)}\n`);
  };
  const result = await segmentAll(model, inputs, { name, out, options, overlay, compare, onInput });
  if (flags.json) print(`${result}\n`);
}
