import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, crc32, deflateSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { File, ready } from 'h5wasm/node';
import { expect, it } from 'vitest';
import { npyHeader } from './npy.ts';
import { runProgram } from './run.fixture.ts';
import { temporaryFolder } from './temporary.fixture.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const million = 1_000_000;

/** Writes a small file that claims to hold arrays of any shape; missing chunks count as zeros. */
async function forgeHdf5(name: string, shape: number[], chunks: number[]): Promise<void> {
  await ready;
  const file = new File(at(name), 'w');
  file.create_group('training');
  for (const array of ['features', 'groups']) {
    const data = Uint8Array.of(0);
    file.create_dataset({ name: `training/${array}`, data, shape: [1, 1, 1, 1, 1], maxshape: shape, chunks, compression: 1 }).resize(shape);
  }
  file.close();
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** Returns an image of `side` × `side` pixels with `packed` as its pixels and as a colour profile. */
function forgePng(name: string, side: number, packed: Uint8Array): void {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 8;
  const profile = chunk('iCCP', Buffer.concat([Buffer.from('x\0\0', 'latin1'), packed]));
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  mkdirSync(at(`${name}/training/frames`), { recursive: true });
  const parts = [signature, chunk('IHDR', header), profile, chunk('IDAT', packed), chunk('IEND', Buffer.alloc(0))];
  writeFileSync(at(`${name}/training/frames/a.png`), Buffer.concat(parts));
}

function forgeNpz(name: string, claimed: number): void {
  const archive = Buffer.from(zipSync({ 'training/features.npy': npyHeader('|u1', [1, 1, 99_999, 99_999, 1]) }));
  // The size in the directory entry.
  archive.writeUInt32LE(claimed, archive.indexOf('PK\x01\x02', 0, 'latin1') + 24);
  writeFileSync(at(name), archive);
}

it('files that claim to be huge, or unpack to it, are refused within 256 MB', async () => {
  await forgeHdf5('hdf5-items', [1, 1000 * million, 28, 28, 1], [1, 1, 28, 28, 1]);
  await forgeHdf5('hdf5-pixels', [1, 2, 20_000, 20_000, 1], [1, 1, 100, 100, 1]);
  await forgeHdf5('hdf5-chunks', [1, 2, 9000, 9000, 1], [1, 1, 9000, 9000, 1]);
  // 400 MB of zeros, packed by deflate: a flushed piece of 4 MB, repeated a hundred times.
  const stretch = deflateSync(Buffer.alloc(4 * million), { finishFlush: constants.Z_FULL_FLUSH });
  const bomb = Buffer.concat([stretch, ...Array.from({ length: 99 }, () => stretch.subarray(2))]);
  for (const side of [1, 1000, 8000, 60_000]) forgePng(`png-${side}`, side, bomb);
  for (const claimed of [1, 200 * million, 0xffffffff]) forgeNpz(`npz-${claimed}`, claimed);
  mkdirSync(at('mnist-zeros'));
  writeFileSync(at('mnist-zeros/train-images-idx3-ubyte'), gzipSync(Buffer.alloc(65 * 2 ** 20), { level: 1 }));

  const { stdout, stderr, status } = await runProgram(
    readFileSync(new URL('read-forged.fixture.ts', import.meta.url), 'utf8'),
    temporaryFolder(),
    [folder, ...readdirSync(folder)],
  );
  expect([status, stderr]).toEqual([0, '']);
  expect(Number(stdout)).toBeGreaterThan(30 * million);
  expect(Number(stdout)).toBeLessThan(256 * 2 ** 20);
});
