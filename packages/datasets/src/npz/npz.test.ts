import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { describeDataset, digest, withoutFactors } from '../contract.fixture.ts';
import { bouncingBalls, DatasetFileError, flyingShapes, staticShapes } from '../index.ts';
import { digestOf, mutants, outcomes } from '../mutants.fixture.ts';
import { npyHeader } from '../npy.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { readNpz, writeNpz } from './index.ts';

const folder = temporaryFolder();
const size = { training: 7, validation: 5, test: 5 };
const shapes = flyingShapes({ seed: 1, frames: 3, height: 14, width: 16, size });
const path = (name: string) => join(folder, `${name}.npz`);
const all = [0, 1, 2, 3, 4, 5, 6];

/** A `.npy` file with any header text. */
function npy(header: string, values: ArrayLike<number>): Uint8Array {
  const text = `${header}\n`;
  return Uint8Array.from([
    0x93,
    0x4e,
    0x55,
    0x4d,
    0x50,
    0x59,
    1,
    0,
    text.length & 255,
    text.length >> 8,
    ...Buffer.from(text),
    ...Array.from(values),
  ]);
}
const bytesOfShape = (shape: string, type = '|u1') => `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`;

describeDataset('a NumPy archive', async () => {
  await writeNpz(shapes, path('contract'));
  return readNpz(path('contract'));
});

describe('NumPy archives', () => {
  it.each([
    ['sequences', shapes],
    ['static images', staticShapes({ seed: 4, size })],
    ['annotations', bouncingBalls({ seed: 3, frames: 2, size })],
  ])('give back what was written: %s', async (name, dataset) => {
    await writeNpz(dataset, path(name));
    const read = await readNpz(path(name));
    expect([read.size, read.frames, read.imageShape]).toEqual([size, dataset.frames, dataset.imageShape]);
    const [expected, found] = [dataset.read('training', [6, 0, 1]), read.read('training', [6, 0, 1])];
    expect([Buffer.from(found.frames.buffer), found.groups]).toEqual([Buffer.from(expected.frames.buffer), expected.groups]);
    expect(found.annotations).toEqual(expected.annotations);
  });

  it('say what is wrong', async () => {
    const fault = async (files: Record<string, Uint8Array> | Uint8Array) => {
      writeFileSync(path('bad'), files instanceof Uint8Array ? files : zipSync(files));
      const error = await readNpz(path('bad')).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatasetFileError);
      return (error as DatasetFileError).message.replace(`${path('bad')}, `, '');
    };
    const features = (file: Uint8Array) => fault({ 'training/features.npy': file });
    expect(await fault(Buffer.from('no archive'))).toMatch('archive: expected a zip archive, found no directory at its end');
    expect(await fault({ 'a.txt': Buffer.from('hello') })).toBe(
      'splits: expected at least one of training, validation and test, found none of them',
    );
    expect(await features(Buffer.from('hello'))).toMatch('training/features, byte 0: expected the magic string \\x93NUMPY');
    expect(await features(npy(bytesOfShape('1, 1, 2, 2, 1', '<U1'), Array(16)))).toMatch(/descr: expected numbers: .*f8, found '<U1'/);
    expect(await features(npy('{}', []))).toMatch('header: expected descr, fortran_order and shape');
    expect(await features(npy(bytesOfShape('1, 1, 2, 2, 1'), Array(5)))).toMatch('values: expected an entry of');
    expect(await features(npy(bytesOfShape('1, 1, -2, -2, 1'), Array(4)))).toMatch('header: expected descr, fortran_order and shape');
    expect(await features(npy(bytesOfShape('99999, 99999, 99999, 99999, 99999'), Array(4)))).toMatch('values: expected an entry of 9.9995');
    expect(await features(npy(bytesOfShape('2, 2'), Array(4)))).toMatch('expected 5 axes');
    expect(await features(npy(bytesOfShape('1, 1, 2, 2, 1'), Array(4)))).toMatch('training: expected an array groups');
    await expect(readNpz(path('none'))).rejects.toThrow('none.npz, file: expected a .npz file, found none');
  });

  it('that lie about what they unpack to are refused before they do', async () => {
    const archive = Buffer.from(zipSync({ 'training/features.npy': npyHeader('|u1', [1, 1, 1, 1, 1]) }));
    // The size in the directory entry.
    archive.writeUInt32LE(130 * 2 ** 20, archive.indexOf('PK\x01\x02', 0, 'latin1') + 24);
    writeFileSync(path('bomb'), archive);
    await expect(readNpz(path('bomb'))).rejects.toThrow('training/features, values: expected an entry of 129 bytes, found 136314880 bytes');
  });

  it('are refused when a checksum does not agree', async () => {
    await writeNpz(shapes, path('sum'));
    const bytes = readFileSync(path('sum'));
    // The checksum in the directory entry of the first file.
    bytes[bytes.indexOf('PK\x01\x02', 0, 'latin1') + 16]! ^= 1;
    writeFileSync(path('sum'), bytes);
    await expect(readNpz(path('sum'))).rejects.toThrow('training/features.npy: expected the checksum');
  });

  it('that are damaged, 500 of them, are refused or give what was written', async () => {
    const small = withoutFactors(
      flyingShapes({ seed: 1, frames: 2, height: 12, width: 12, size: { training: 2, validation: 1, test: 1 } }),
    );
    await writeNpz(small, path('good'));
    const count = await outcomes(mutants(readFileSync(path('good')), 500, 5), digestOf(await readNpz(path('good'))), async (bytes) => {
      writeFileSync(path('mutant'), bytes);
      return digestOf(await readNpz(path('mutant')));
    });
    expect(count.refused).toBeGreaterThan(250);
    expect(count.changed).toBe(0);
  });

  it('open in NumPy, and those of NumPy here', async () => {
    await writeNpz(withoutFactors(shapes), path('ours'));
    const { frames, groups } = shapes.read('training', all);
    const sum = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b, 0);
    const mine = (await readNpz(path('ours'))).read('training', all);
    expect([sum(mine.frames), sum(mine.groups)]).toEqual([sum(frames), sum(groups)]);
    const python = ['/usr/bin/python3', 'python3'].find((name) => spawnSync(name, ['-c', 'import numpy']).status === 0);
    if (python === undefined) return;
    const script = `
import json, numpy as np, sys
z = np.load(sys.argv[1])
print(json.dumps([sorted(z.files), list(z['training/features'].shape), float(z['training/features'].sum()), int(z['training/groups'].sum())]))
np.savez(sys.argv[2], **{'training/features': z['training/features'].astype(bool), 'training/groups': z['training/groups'][..., 0].astype('i8')})
np.savez_compressed(sys.argv[3], **{'training/features': z['training/features'].astype('f8'), 'training/groups': z['training/groups'].astype('u2')})
`;
    const { stdout, stderr } = spawnSync(python, ['-c', script, path('ours'), path('plain'), path('packed')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const names = ['test', 'training', 'validation'].flatMap((split) => [`${split}/features`, `${split}/groups`]);
    expect(JSON.parse(stdout)).toEqual([names, [3, 7, 14, 16, 1], sum(frames), sum(groups)]);
    for (const name of ['plain', 'packed']) {
      expect(digest((await readNpz(path(name))).read('training', all))).toBe(digest(withoutFactors(shapes).read('training', all)));
    }
  });

  it('are not made larger than memory allows', async () => {
    await expect(writeNpz(flyingShapes({ seed: 1 }), path('large'))).rejects.toThrow(
      'are too many for a .npz file: give a limit, more memory (1073741824), or write HDF5',
    );
  });
});
