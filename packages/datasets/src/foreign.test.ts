import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readHdf5 } from './hdf5/index.ts';
import { idx } from './idx.fixture.ts';
import { staticShapes } from './index.ts';
import { loadMnist } from './mnist/index.ts';
import { npyHeader } from './npy.ts';
import { readNpz, writeNpz } from './npz/index.ts';
import { readPngFolder, writePngFolder } from './png/index.ts';
import { temporaryFolder } from './temporary.fixture.ts';

/** Files that ../fixtures/make.py made. */
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const all = [0, 1, 2];

/** Returns the pixels of make.py; their groups are twice as large. */
async function truth(): Promise<number[]> {
  const dataset = await readHdf5(fixture('bytes.h5'));
  const { groups } = dataset.read('training', [0, 1, 2]);
  dataset.close();
  return Array.from(groups, (group) => group / 2);
}

describe('HDF5 files of others', () => {
  it.each(['kind-le-f2', 'kind-be-f2', 'kind-be-i4', 'kind-le-u8', 'kind-le-bool', 'kind-be-f8', 'bytes'])('hold %s', async (name) => {
    const dataset = await readHdf5(fixture(`${name}.h5`));
    expect([...dataset.read('training', [0, 1, 2]).frames]).toEqual(await truth());
    expect(dataset.stored).toEqual({ least: 0, largest: name === 'bytes' ? 255 : 1, divisor: name === 'bytes' ? 255 : 1 });
    dataset.close();
  });

  it('hold arrays that are none of our business', async () => {
    const dataset = await readHdf5(fixture('beside.h5'));
    expect(Object.keys(dataset.read('training', [0]).annotations)).toEqual(['overlaps']);
    expect(dataset.skipped.map((line) => line.split(':')[0])).toEqual(
      ['labels', 'names', 'packed', 'scalar'].map((each) => `training/${each}`),
    );
    dataset.close();
  });

  it('hold links that lead nowhere or in a circle', async () => {
    const dataset = await readHdf5(fixture('loop.h5'));
    expect(dataset.skipped.map((line) => line.split(':')[0])).toEqual(['training/nowhere', 'training/round']);
    expect([...dataset.read('training', [0, 1, 2]).frames]).toEqual(await truth());
    dataset.close();
  });

  it('name their filter, at open', async () => {
    await expect(readHdf5(fixture('lzf.h5'))).rejects.toThrow(
      'training/features: expected filters of HDF5 itself (h5repack -f GZIP=1 changes them), found lzf (32000)',
    );
  });

  it.each([
    ['storage', '/etc/passwd'],
    ['link', '/etc/passwd'],
    ['link-beside', 'other.h5'],
    ['split', 'other.h5'],
  ])('do not reach other files of the machine: %s', async (name, named) => {
    const message = new RegExp(`found a link to another file, which is not followed: .*${named}`);
    await expect(readHdf5(fixture(`${name}.h5`))).rejects.toThrow(message);
  });

  it('are not made of other files', async () => {
    await expect(readHdf5(fixture('virtual.h5'))).rejects.toThrow(
      'expected an array that the file itself holds, found a virtual one, of other.h5',
    );
  });
});

describe('NumPy archives of others', () => {
  const image = (text: string) => Uint8Array.from([...npyHeader('|u1', [1, 1, 1, 4, 1]), ...Buffer.from(text, 'latin1')]);
  const pair = { 'training/features.npy': image('\0\xff\0\xff'), 'training/groups.npy': image('\0\x01\0\x01') };
  const write = (name: string, entries: Record<string, Uint8Array>) => {
    writeFileSync(at(name), zipSync(entries));
    return at(name);
  };

  it('hold arrays that are none of our business', async () => {
    const { skipped, read } = await readNpz(fixture('beside.npz'));
    expect([...read('training', [0, 1, 2]).frames]).toEqual(await truth());
    expect(skipped.map((line) => line.split(/[:,]/)[0]).sort()).toEqual(
      ['training/labels', 'training/names', 'training/objects', 'training/scalar', 'x.npy'].sort(),
    );
  });

  it('hold values in the other order, the other way round, and of 16 bits', async () => {
    expect([...(await readNpz(fixture('orders.npz'))).read('training', [0, 1, 2]).frames]).toEqual(await truth());
    const half = (await readNpz(fixture('half.npz'))).read('training', [0, 1, 2]).frames;
    expect(Array.from(half, (value) => Math.round(value * 3))).toEqual(await truth());
  });

  it('hold entries of archivers, and names as Windows writes them', async () => {
    const junk = {
      '__MACOSX/training/._features.npy': Buffer.from('junk'),
      'training/.DS_Store': Buffer.from('junk'),
      'training/': Buffer.alloc(0),
    };
    const { skipped, size } = await readNpz(write('mac.npz', { ...pair, ...junk, 'training/._groups.npy': Buffer.from('junk') }));
    expect([size.training, skipped.length]).toEqual([1, 4]);
    const named = write('named.npz', { ...pair, 'training/notes.npy': Buffer.from('not an array'), 'training/empty.npy': Buffer.alloc(0) });
    expect((await readNpz(named)).skipped).toEqual([
      expect.stringMatching(/^training\/notes, byte 0: expected the magic string/),
      expect.stringMatching(/^training\/empty/),
    ]);
    const windows = Object.fromEntries(Object.entries(pair).map(([name, bytes]) => [name.replace('/', '\\'), bytes]));
    expect([...(await readNpz(write('windows.npz', windows))).read('training', [0]).groups]).toEqual([0, 1, 0, 1]);
  });

  it('have headers as Python 2 wrote them', async () => {
    const old = (bytes: Uint8Array) => {
      const text = Buffer.from(bytes).toString('latin1').replace('(1, 1, 1, 4, 1), }     ', '(1L, 1L, 1L, 4L, 1L), }');
      return Buffer.from(text, 'latin1');
    };
    const entries = {
      'training/features.npy': old(pair['training/features.npy']),
      'training/groups.npy': old(pair['training/groups.npy']),
    };
    expect(entries['training/features.npy'].includes('4L')).toBe(true);
    expect([...(await readNpz(write('old.npz', entries))).read('training', [0]).groups]).toEqual([0, 1, 0, 1]);
  });

  it('of 50,000 images that pack to a hundredth are read, within a memory that the caller sets', async () => {
    const header = (type: '<f4' | '|u1') => npyHeader(type, [1, 50_000, 28, 28, 1]);
    const zeros = (type: '<f4' | '|u1', bytes: number) => Buffer.concat([header(type), Buffer.alloc(bytes * 50_000 * 784)]);
    const path = write('binary.npz', { 'training/features.npy': zeros('<f4', 4), 'training/groups.npy': zeros('|u1', 1) });
    expect((await readNpz(path)).size.training).toBe(50_000);
    await expect(readNpz(path, { memory: 2 ** 27 })).rejects.toThrow('arrays of at most 134217728 bytes (the option memory; HDF5');
    await expect(readNpz(path, { memory: 0 })).rejects.toThrow('memory must be a whole number of at least 1, not 0');
  });

  it('that this package wrote are read, whatever they pack to', async () => {
    await writeNpz(staticShapes({ seed: 1 }), at('own.npz'), { limit: 300 });
    expect((await readNpz(at('own.npz'))).size).toEqual({ training: 300, validation: 300, test: 300 });
  });

  it('whose entries share their bytes are refused', async () => {
    const packed = deflateRawSync(Buffer.alloc(10_000));
    const plain = Buffer.from(zipSync({ 'training/a.npy': packed, 'training/b.npy': Buffer.from('x') }, { level: 0 }));
    const second = plain.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    // The second entry starts where the first one does.
    plain.writeUInt32LE(0, second + 42);
    writeFileSync(at('overlap.npz'), plain);
    await expect(readNpz(at('overlap.npz'))).rejects.toThrow('found an entry that overlaps the next one');
  });
});

describe('folders of others', () => {
  it('hold hidden files and those of systems, which are not items', async () => {
    const size = { training: 2, validation: 0, test: 0 };
    await writePngFolder(staticShapes({ seed: 1, height: 12, width: 12, size }), at('hidden'));
    const image = gzipSync('not an image');
    for (const place of ['.ipynb_checkpoints/a.png', '__MACOSX/a.png', '@eaDir/a.png', '._000000.png', 'Thumbs.db', '.DS_Store']) {
      const target = at('hidden', 'training', 'frames', place);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, image);
    }
    for (const unlabelled of [false, true]) {
      const dataset = await readPngFolder(at('hidden'), { unlabelled });
      expect(dataset.size).toEqual(size);
      expect(dataset.read('training', [0, 1]).frames.length).toBe(2 * 144);
      expect(dataset.skipped.length).toBe(6);
    }
  });

  it.skipIf(process.platform === 'win32')('hold pipes, devices and dead links, which are refused', async () => {
    for (const name of ['pipe', 'device', 'link']) mkdirSync(at(name, 'training', 'frames'), { recursive: true });
    execFileSync('mkfifo', [at('pipe', 'training', 'frames', 'a.png'), at('pipe.npz')]);
    symlinkSync('/dev/zero', at('device', 'training', 'frames', 'a.png'));
    symlinkSync('/dev/zero', at('device.npz'));
    symlinkSync(at('nowhere'), at('link', 'training', 'frames', 'a.png'));
    for (const [name, found] of [
      ['pipe', 'a pipe'],
      ['device', 'a device'],
      ['link', 'a link to a file that does not exist'],
    ] as const) {
      await expect(readPngFolder(at(name), { unlabelled: true })).rejects.toThrow(`file: expected a PNG image, found ${found}`);
    }
    await expect(readNpz(at('pipe.npz'))).rejects.toThrow('file: expected a .npz file, found a pipe');
    await expect(readHdf5(at('device.npz'))).rejects.toThrow('file: expected an HDF5 file, found a device');
  });

  it.each([
    ['', (name: string) => name.replace('-idx', '.idx')],
    ['MNIST/raw', (name: string) => name],
    ['', (name: string) => join(name, name)],
    ['raw', (name: string) => join(name.replace('-idx', '.idx'), name.replace('-idx', '.idx'))],
  ])('hold MNIST under other names: %s %#', (inner, spell) => {
    const root = temporaryFolder();
    for (const [prefix, count] of [
      ['train', 12],
      ['t10k', 3],
    ] as const) {
      const put = (name: string, bytes: Uint8Array) => {
        mkdirSync(dirname(join(root, inner, spell(name))), { recursive: true });
        writeFileSync(join(root, inner, spell(name)), bytes);
      };
      put(`${prefix}-images-idx3-ubyte`, idx([count, 2, 2], new Array(count * 4).fill(1)));
      put(`${prefix}-labels-idx1-ubyte`, idx([count], new Array(count).fill(2)));
    }
    expect(loadMnist({ folder: root, anyContent: true }).test.labels.length).toBe(3);
  });

  it('do not hold MNIST: the error names where it was looked for', () => {
    expect(() => loadMnist({ folder: at('none') })).toThrow(
      /train-images.idx3-ubyte, .*train-images-idx3-ubyte.gz.* there or in raw, MNIST\/raw/,
    );
    const root = temporaryFolder();
    writeFileSync(join(root, 'train-images-idx3-ubyte'), gzipSync(Buffer.alloc(2 ** 20)));
    expect(() => loadMnist({ folder: root, anyContent: true, memory: 2 ** 16 })).toThrow(
      'a gzip file of at most 65536 bytes inside (the option memory)',
    );
  });
});

it.each([
  ['npz', readNpz],
  ['h5', readHdf5],
] as const)('a .%s file that the first release wrote loads for ever', async (ending, read) => {
  const data = staticShapes({ seed: 5, height: 12, width: 12, size: { training: 3, validation: 1, test: 1 } });
  const { groups, frames } = (await read(fixture(`written-1.${ending}`))).read('training', all);
  expect([...frames]).toEqual([...data.read('training', all).frames]);
  expect([...groups]).toEqual([...data.read('training', all).groups]);
});
