import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { File, Dataset as Hdf5Array, ready } from 'h5wasm/node';
import { describe, expect, it } from 'vitest';
import { annotationsOf } from '../annotations.ts';
import { describeDataset, digest, withoutAnnotations } from '../contract.fixture.ts';
import { type Batch, bouncingBalls, colorSprites, type Dataset, DatasetFileError, flyingShapes } from '../index.ts';
import { digestOf, mutants, outcomes } from '../mutants.fixture.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { readHdf5, writeHdf5 } from './index.ts';

const folder = temporaryFolder();
const size = { training: 7, validation: 5, test: 5 };
const shapes = flyingShapes({ seed: 1, frames: 3, height: 14, width: 16, size });
const path = (name: string) => join(folder, `${name}.h5`);

async function written(name: string, dataset: Dataset, options = {}): Promise<string> {
  await writeHdf5(dataset, path(name), options);
  return path(name);
}

/** Writes a file with the defaults of HDF5: no checksums, arrays in one piece. */
async function plainFile(
  name: string,
  arrays: Readonly<Record<string, readonly [values: Float32Array | Uint8Array | Int32Array, shape: number[]]>>,
) {
  await ready;
  const file = new File(path(name), 'w');
  for (const split of new Set(Object.keys(arrays).map((place) => place.split('/')[0]!))) file.create_group(split);
  for (const [place, [data, shape]] of Object.entries(arrays)) file.create_dataset({ name: place, data, shape });
  file.close();
  return path(name);
}

describeDataset('an HDF5 file', async () => readHdf5(await written('contract', shapes)));

describe('HDF5 files', () => {
  it.each<[string, Dataset]>([
    ['sequences', shapes],
    ['colour', colorSprites({ seed: 2, size })],
    ['annotations', bouncingBalls({ seed: 3, frames: 2, size })],
  ])('give back what was written: %s', async (name, dataset) => {
    for (const compress of [true, false]) {
      const read = await readHdf5(await written(name, dataset, { compress }));
      expect([read.size, read.frames, read.imageShape]).toEqual([size, dataset.frames, dataset.imageShape]);
      for (const split of ['training', 'test'] as const) {
        const expected = dataset.read(split, [4, 0, 1, 2]);
        const found = read.read(split, [4, 0, 1, 2]);
        expect(digest(withoutAnnotations(found))).toBe(digest(withoutAnnotations(expected)));
        const numbers = (batch: Batch) =>
          Object.entries(annotationsOf(batch)).map(([key, { shape, values }]) => [key, shape, Array.from(values)]);
        expect(numbers(found).sort()).toEqual(numbers(expected).sort());
      }
      read.close();
    }
  });

  it('hold bouncing balls as the authors of R-NEM lay them out', async () => {
    const data = bouncingBalls({ seed: 3, frames: 3, size });
    await written('balls', data);
    await ready;
    const file = new File(path('balls'), 'r');
    const shapeOf = (name: string) => {
      const array = file.get(`training/${name}`);
      return array instanceof Hdf5Array ? array.shape : undefined;
    };
    const names = ['features', 'groups', 'collisions', 'positions', 'velocities', 'events'];
    expect(Object.fromEntries(names.map((name) => [name, shapeOf(name)]))).toEqual({
      features: [3, 7, 64, 64, 1],
      groups: [3, 7, 64, 64, 1],
      collisions: [3, 7, 64, 64, 1],
      positions: [3, 7, 4, 2],
      velocities: [3, 7, 4, 2],
      events: [3, 7, 4],
    });
    file.close();
  });

  it('hold many batches without a seam, and only what was asked for', async () => {
    const many = flyingShapes({ seed: 5, frames: 21, size: { training: 60, validation: 3, test: 3 } });
    const read = await readHdf5(await written('many', many, { splits: ['training', 'test'], limit: 50 }));
    expect(read.size).toEqual({ training: 50, validation: 0, test: 3 });
    const all = Uint32Array.from({ length: 50 }, (_, i) => i);
    expect(digest(read.read('training', all))).toBe(digest(many.read('training', all)));
    read.close();
    expect(() => read.read('test', [0])).toThrow('expected an open file, found one that was closed');
  });

  it('hold numbers of any kind, groups with or without a last axis, and arrays that are none of our business', async () => {
    const file = await plainFile('kinds', {
      'test/features': [Uint8Array.from({ length: 24 }, (_, i) => i % 2), [1, 2, 3, 4, 1]],
      'test/groups': [Int32Array.from({ length: 24 }, (_, i) => i % 3), [1, 2, 3, 4]],
      'test/overlaps': [Uint8Array.from({ length: 24 }, (_, i) => i % 5), [1, 2, 3, 4, 1]],
      'test/note': [Float32Array.of(1, 2, 3), [3, 1]],
    });
    const more = new File(file, 'a');
    more.create_dataset({ name: 'test/title', data: ['a text', 'another'] });
    more.close();
    const read = await readHdf5(file);
    expect(read.imageShape).toEqual([3, 4, 1]);
    const { frames, groups, annotations } = read.read('test', [1]);
    expect([...frames]).toEqual(Array.from({ length: 12 }, (_, i) => i % 2));
    expect([...groups]).toEqual(Array.from({ length: 12 }, (_, i) => i % 3));
    expect(Object.keys(annotations)).toEqual(['overlaps']);
    read.close();
  });

  it('say what is wrong', async () => {
    const fault = async (file: string) => {
      const error = await readHdf5(file).then(
        (dataset) => dataset.close(),
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(DatasetFileError);
      return (error as DatasetFileError).message.replace(folder, '');
    };
    expect(await fault(path('none'))).toBe('/none.h5, file: expected an HDF5 file, found none');
    writeFileSync(path('text'), 'not a file of numbers');
    expect(await fault(path('text'))).toBe('/text.h5, file: expected an HDF5 file, found an HDF5 error: file signature not found');
    copyFileSync(await written('whole', shapes), path('cut'));
    truncateSync(path('cut'), Math.floor(statSync(path('whole')).size / 2));
    expect(await fault(path('cut'))).toMatch(/cut.h5, file: .*truncated file/);
    const pixels = Float32Array.from({ length: 12 });
    expect(await fault(await plainFile('flat', { 'training/features': [pixels, [12]] }))).toMatch(
      'training/features: expected at least 2 axes, found 1 axes',
    );
    expect(await fault(await plainFile('single', { 'training/features': [pixels, [1, 1, 3, 4, 1]] }))).toMatch(
      'training: expected an array groups',
    );
    await ready;
    const file = new File(path('odd'), 'w');
    file.create_dataset({ name: 'training', data: [1, 2] });
    file.close();
    expect(await fault(path('odd'))).toMatch('training: expected a group, found a dataset');
  });

  it('end a chase of links in a circle', async () => {
    await ready;
    const file = new File(path('circle'), 'w');
    file.create_group('training');
    file.create_soft_link('/training/groups', 'training/features');
    file.create_soft_link('/training/features', 'training/groups');
    file.create_hard_link('/training', 'training/again');
    file.close();
    await expect(readHdf5(path('circle'))).rejects.toThrow(DatasetFileError);
  });

  it('are read afresh after a failure, though the library keeps the broken one open', async () => {
    const good = readFileSync(await written('repaired', shapes));
    const plain = await readHdf5(path('repaired'));
    const expected = digestOf(plain);
    plain.close();
    let failures = 0;
    for (const bytes of mutants(good, 60, 4)) {
      writeFileSync(path('repaired'), bytes);
      await readHdf5(path('repaired')).then(
        (dataset) => dataset.close(),
        () => failures++,
      );
    }
    expect(failures).toBeGreaterThan(10);
    await written('repaired', shapes);
    const rewritten = await readHdf5(path('repaired'));
    expect(digestOf(rewritten)).toBe(expected);
    rewritten.close();
    writeFileSync(path('repaired'), good);
    const again = await readHdf5(path('repaired'));
    expect(digestOf(again)).toBe(expected);
    again.close();
  });

  it('that are damaged, 600 of them, are refused or give numbers', async () => {
    const item = shapes.read('training', [0, 1, 2]);
    const small = flyingShapes({ seed: 1, frames: 2, height: 12, width: 12, size: { training: 2, validation: 0, test: 1 } });
    const files = [
      await written('packed', small),
      await written('chunked', small, { compress: false }),
      await plainFile('plain', {
        'training/features': [item.frames, [...item.shape]],
        'training/groups': [item.groups, item.shape.slice(0, 4)],
      }),
    ];
    mkdirSync(join(folder, 'mutants'));
    let number = 0;
    for (const [seed, file] of files.entries()) {
      const count = await outcomes(mutants(readFileSync(file), 200, seed), '', async (bytes) => {
        const target = join(folder, 'mutants', `${number++}.h5`);
        writeFileSync(target, bytes);
        const dataset = await readHdf5(target);
        try {
          return digestOf(dataset);
        } finally {
          dataset.close();
        }
      });
      expect(count.refused + count.read).toBe(200);
      expect(count.refused).toBeGreaterThan(40);
      expect(count.read).toBeGreaterThan(15);
    }
  });

  it('open in h5py, and those of h5py here', async () => {
    const dataset = bouncingBalls({ seed: 1, frames: 3, size });
    const ours = await written('ours', dataset);
    const { frames, groups, annotations } = dataset.read('training', [0, 1, 2, 3, 4, 5, 6]);
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    const expected = [sum(frames), sum(groups), sum(annotations.positions.values)];
    const mine = await readHdf5(ours);
    const found = mine.read('training', [0, 1, 2, 3, 4, 5, 6]);
    expect([sum(found.frames), sum(found.groups), sum(found.annotations.positions!.values)]).toEqual(expected);
    mine.close();
    const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import h5py']).status === 0);
    if (python === undefined) return;
    const script = `
import h5py, json, numpy as np, sys
with h5py.File(sys.argv[1]) as f, h5py.File(sys.argv[2], 'w') as g:
    t = f['training']
    print(json.dumps([list(t['features'].shape), str(t['features'].dtype), list(t['groups'].shape), sorted(f), [float(t[k][...].astype('f8').sum()) for k in ('features', 'groups', 'positions')]]))
    g.create_dataset('training/features', data=t['features'][...] > 0)
    g.create_dataset('training/groups', data=t['groups'][...].astype('>i8'), compression='gzip', shuffle=True, fletcher32=True)
`;
    const { stdout, stderr } = spawnSync(python, ['-c', script, ours, path('theirs')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const [shape, type, labels, splits, sums] = JSON.parse(stdout);
    expect([shape, type, labels, splits]).toEqual([[3, 7, 64, 64, 1], 'float32', [3, 7, 64, 64, 1], ['test', 'training', 'validation']]);
    sums.forEach((value: number, i: number) => {
      expect(value).toBeCloseTo(expected[i]!, 2);
    });
    const theirs = await readHdf5(path('theirs'));
    const back = theirs.read('training', [0, 1, 2, 3, 4, 5, 6]);
    expect([sum(back.frames), sum(back.groups)]).toEqual(expected.slice(0, 2));
    theirs.close();
  });
});
