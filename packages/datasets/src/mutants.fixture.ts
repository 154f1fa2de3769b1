import { createRandom, type Random } from '@neural-em/random';
import { digest } from './contract.fixture.ts';
import { DatasetFileError } from './errors.ts';
import type { Batch, Dataset, Split } from './types.ts';

/** Extreme numbers for lengths, offsets and counts. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const mutations: ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, random.integer(bytes.length)),
  (bytes, random) => {
    for (let i = 0; i <= random.integer(4); i++) bytes[random.integer(bytes.length)]! ^= 1 << random.integer(8);
    return bytes;
  },
  (bytes, random) => {
    bytes.writeUInt32LE(extremes[random.integer(extremes.length)]!, random.integer(bytes.length - 3));
    return bytes;
  },
  (bytes, random) => {
    bytes.writeUInt32BE(extremes[random.integer(extremes.length)]!, random.integer(bytes.length - 3));
    return bytes;
  },
  (bytes, random) => {
    // A piece is lost, doubled or copied elsewhere.
    const [from, to, length] = [random.integer(bytes.length), random.integer(bytes.length), random.integer(64)];
    return Buffer.concat([
      bytes.subarray(0, to),
      bytes.subarray(from, from + length),
      bytes.subarray(to + (random.integer(2) ? length : 0)),
    ]);
  },
  (bytes, random) => bytes.fill(random.integer(256), random.integer(bytes.length), random.integer(bytes.length)),
];

/** Yields damaged copies of a file, the same ones for the same seed. */
export function* mutants(original: Uint8Array, count: number, seed: number): Generator<Buffer> {
  for (let i = 0; i < count; i++) {
    const random = createRandom(seed, 'mutant', i);
    // The head of a file controls how it is read, so half of the damage is done there.
    const copy = Buffer.from(original);
    const head = random.integer(2) === 0 ? copy.length : Math.min(copy.length, 512);
    const mutation = mutations[random.integer(mutations.length)]!;
    yield Buffer.concat([mutation(copy.subarray(0, head), random), copy.subarray(head)]);
  }
}

/** The outcomes of reading damaged files. */
export interface Outcomes {
  readonly refused: number;
  readonly read: number;
  /** The number of files that were read with other content. */
  readonly changed: number;
}

/** Reads each damaged file with `attempt`, which returns a digest; errors other than a `DatasetFileError` are thrown again. */
export async function outcomes(
  damaged: Iterable<Buffer>,
  good: string,
  attempt: (bytes: Buffer) => Promise<string> | string,
): Promise<Outcomes> {
  const count = { refused: 0, read: 0, changed: 0 };
  for (const bytes of damaged) {
    try {
      const found = await attempt(bytes);
      count.read++;
      if (found !== good) count.changed++;
    } catch (error) {
      if (!(error instanceof DatasetFileError)) throw error;
      const { file, place, expected, found } = error.fault;
      if ([file, place, expected, found].some((part) => part === '')) throw error;
      count.refused++;
    }
  }
  return count;
}

/** Returns a digest of all items of all splits. */
export function digestOf(dataset: Dataset): string {
  const read = (split: Split): Batch =>
    dataset.read(
      split,
      Uint32Array.from({ length: dataset.size[split] }, (_, i) => i),
    );
  return (['training', 'validation', 'test'] as const).map((split) => digest(read(split))).join();
}
