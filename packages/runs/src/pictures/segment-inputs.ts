import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { type Dataset, DatasetFileError, type Split } from '@neural-em/datasets';
import { type FramesOptions, mediaIn, type Picture, readClip } from '@neural-em/datasets/media';
import { readFiles } from '../data/formats.ts';
import { checkThere } from './there.ts';

/** Pictures that are segmented together: a single one, or the frames of a clip. */
export interface SegmentInput {
  readonly name: string;
  /** Reads the pictures; called only when their turn comes, to save memory. */
  pictures(): Promise<readonly Picture[]>;
}

/** Which frames are read, and how folders are read. */
export interface SegmentInputOptions extends FramesOptions {
  /** Whether a folder is one clip, whose frames are its pictures; otherwise each of its pictures is an input. */
  readonly asClip: boolean;
}

/** The largest number of bytes that standard input may have. */
const MOST_BYTES = 2 ** 30;

/**
 * Returns the inputs to segment: a file is one input, a folder has one for each picture (or one clip, whose frames are the pictures), and an
 * HDF5 or npz file has one for each item. `-` is standard input.
 *
 * @throws RunError if a path does not exist.
 */
export async function segmentInputs(paths: readonly string[], { asClip, ...options }: SegmentInputOptions): Promise<SegmentInput[]> {
  const inputs: SegmentInput[] = [];
  for (const path of paths) {
    if (path === '-') inputs.push({ name: 'stdin', pictures: () => fromStandardInput(options) });
    else inputs.push(...(await inputsAt(path, asClip, options)));
  }
  const seen = new Map<string, number>();
  return inputs.map((input) => {
    const before = seen.get(input.name) ?? 0;
    seen.set(input.name, before + 1);
    return before === 0 ? input : { ...input, name: `${input.name}-${before + 1}` };
  });
}

async function inputsAt(path: string, asClip: boolean, options: FramesOptions): Promise<SegmentInput[]> {
  checkThere(path);
  if (/\.(npz|h5|hdf5)$/i.test(path)) return itemsOf(stem(path), await readFiles(path), options);
  const pictures = statSync(path).isDirectory() && !asClip ? mediaIn(path) : [];
  if (pictures.length === 0) return [{ name: stem(path), pictures: () => readClip(path, options) }];
  return pictures.map((name) => ({ name: stem(name), pictures: () => readClip(join(path, name), options) }));
}

function stem(path: string): string {
  return basename(path, extname(path));
}

async function fromStandardInput(options: FramesOptions): Promise<Picture[]> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > MOST_BYTES) throw wrongInput(`at most ${MOST_BYTES} bytes`, 'more');
  }
  if (length === 0) throw wrongInput('a picture or a video', 'nothing');
  const folder = mkdtempSync(join(tmpdir(), 'nem-segment-'));
  try {
    await writeFile(join(folder, 'stdin'), Buffer.concat(chunks));
    return await readClip(join(folder, 'stdin'), options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function wrongInput(expected: string, found: string): DatasetFileError {
  return new DatasetFileError({ file: 'standard input', place: 'bytes', expected, found });
}

/** Returns the test items of a dataset, or those of another split if it has none; frames are chosen as in a clip. */
function itemsOf(
  name: string,
  dataset: Dataset,
  { start = 0, frames = Number.POSITIVE_INFINITY, stride = 1 }: FramesOptions,
): SegmentInput[] {
  const split = (['test', 'validation', 'training'] as const).find((one) => dataset.size[one] > 0) ?? 'test';
  return Array.from({ length: dataset.size[split] }, (_, i) => ({
    name: `${name}-${String(i + 1).padStart(6, '0')}`,
    pictures: async () =>
      picturesOf(dataset, split, i).filter((_, t) => t >= start && (t - start) % stride === 0 && (t - start) / stride < frames),
  }));
}

function picturesOf(dataset: Dataset, split: Split, item: number): Picture[] {
  const { frames, shape } = dataset.read(split, [item]);
  const [T, , height, width, channels] = shape;
  const size = height * width * channels;
  const toByte = (value: number) => Math.round(255 * Math.min(1, Math.max(0, value)));
  return Array.from({ length: T }, (_, t) => ({ width, height, data: Uint8Array.from(frames.subarray(t * size, (t + 1) * size), toByte) }));
}
