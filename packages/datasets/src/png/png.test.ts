import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { describeDataset, digest, withoutFactors } from '../contract.fixture.ts';
import { batches, colorSprites, contactSheet, DatasetFileError, flyingShapes, staticShapes } from '../index.ts';
import { digestOf, mutants, outcomes } from '../mutants.fixture.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { encodePng, readPngFolder, writePngFolder } from './index.ts';

const folder = temporaryFolder();
const size = { training: 7, validation: 5, test: 5 };
const shapes = flyingShapes({ seed: 1, frames: 3, height: 14, width: 16, size });
const at = (...parts: string[]) => join(folder, ...parts);

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG file made by hand: `rows` hold the bytes of each row, without the filter. */
function png(
  header: { width: number; height: number; depth: number; color: number; interlace?: number },
  rows: number[][],
  others: Buffer[] = [],
): Buffer {
  const { width, height, depth, color, interlace = 0 } = header;
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.set([depth, color, 0, 0, interlace], 8);
  const pixels = deflateSync(Buffer.from(rows.flatMap((row) => [0, ...row])));
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', data),
    ...others,
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function put(bytes: Uint8Array, ...parts: string[]): void {
  mkdirSync(dirname(at(...parts)), { recursive: true });
  writeFileSync(at(...parts), bytes);
}

describeDataset('a folder of PNG images', async () => {
  await writePngFolder(shapes, at('contract'));
  return readPngFolder(at('contract'));
});

describe('folders of PNG images', () => {
  it('give back binary images as they were, colours to 8 bits', async () => {
    await writePngFolder(shapes, at('binary'));
    const binary = await readPngFolder(at('binary'));
    expect([binary.name, binary.size, binary.frames, binary.imageShape]).toEqual(['binary', size, 3, [14, 16, 1]]);
    expect(digestOf(binary)).toBe(digestOf(withoutFactors(shapes)));
    const sprites = colorSprites({ seed: 1, size });
    await writePngFolder(sprites, at('color'), { splits: ['test'] });
    const [expected, found] = [sprites, await readPngFolder(at('color'))].map((data) => data.read('test', [0, 1, 2, 3, 4]));
    expect(found!.groups).toEqual(expected!.groups);
    const worst = found!.frames.reduce((most, value, i) => Math.max(most, Math.abs(value - expected!.frames[i]!)), 0);
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThan(0.5 / 255 + 1e-6);
  });

  it('are read in the order of numbers: frame 10 after frame 9', async () => {
    const frames = flyingShapes({ seed: 2, frames: 12, size: { training: 2, validation: 0, test: 0 } });
    await writePngFolder(frames, at('order'));
    for (const kind of ['frames', 'masks']) {
      for (const item of readdirSync(at('order', 'training', kind))) {
        for (const name of readdirSync(at('order', 'training', kind, item))) {
          renameSync(
            at('order', 'training', kind, item, name),
            at('order', 'training', kind, item, `frame ${Number.parseInt(name, 10)}.png`),
          );
        }
      }
    }
    expect(digestOf(await readPngFolder(at('order')))).toBe(digestOf(withoutFactors(frames)));
  });

  it.each([1, 2, 4, 8, 16])('hold interlaced images of %d bits', async (depth) => {
    const [width, height, most] = [11, 6, 2 ** depth - 1];
    const value = (x: number, y: number) => ((x * 7 + y * 3) % 5 === 0 ? most : Math.floor(most / 3));
    const passes = [
      [0, 0, 8, 8],
      [4, 0, 8, 8],
      [0, 4, 4, 8],
      [2, 0, 4, 4],
      [0, 2, 2, 4],
      [1, 0, 2, 2],
      [0, 1, 1, 2],
    ] as const;
    const rows: number[][] = [];
    for (const [left, top, right, down] of passes) {
      for (let y = top; y < height; y += down) {
        let bits = '';
        for (let x = left; x < width; x += right) bits += value(x, y).toString(2).padStart(depth, '0');
        if (bits !== '') rows.push((bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)));
      }
    }
    put(png({ width, height, depth, color: 0, interlace: 1 }, rows), `adam${depth}`, 'test', 'frames', 'a.png');
    const { frames } = (await readPngFolder(at(`adam${depth}`), { unlabelled: true })).read('test', [0]);
    const expected = Array.from({ length: width * height }, (_, i) => Math.fround(value(i % width, Math.floor(i / width)) / most));
    expect([...frames]).toEqual(expected);
  });

  it('hold more rows than they declare, which are left out', async () => {
    put(
      png({ width: 2, height: 1, depth: 8, color: 0 }, [
        [255, 0],
        [7, 7],
      ]),
      'rows',
      'test',
      'frames',
      'a.png',
    );
    expect([...(await readPngFolder(at('rows'), { unlabelled: true })).read('test', [0]).frames]).toEqual([1, 0]);
  });

  it('take no more memory than the caller sets', async () => {
    put(
      png(
        { width: 100, height: 100, depth: 8, color: 0 },
        Array.from({ length: 100 }, () => new Array<number>(100).fill(1)),
      ),
      'memory',
      'test',
      'frames',
      'a.png',
    );
    const open = (memory: number) => readPngFolder(at('memory'), { unlabelled: true, memory });
    await expect(open(50_000)).rejects.toThrow(
      'IHDR: expected an image that is read in 50000 bytes (the option memory), found 100×100, 90400 bytes',
    );
    expect((await open(100_000)).imageShape).toEqual([100, 100, 1]);
  });

  it('hold every other kind of PNG', async () => {
    // A row 0, 1, 1, 0, 1 in 1, 2 and 4 bits, 8 and 16, grey with opacity, with a palette.
    const kinds: [string, Buffer][] = [
      ['bits1', png({ width: 5, height: 1, depth: 1, color: 0 }, [[0b01101000]])],
      ['bits2', png({ width: 5, height: 1, depth: 2, color: 0 }, [[0b00111100, 0b11000000]])],
      ['bits4', png({ width: 5, height: 1, depth: 4, color: 0 }, [[0x0f, 0xf0, 0xf0]])],
      ['bits16', png({ width: 5, height: 1, depth: 16, color: 0 }, [[0, 0, 255, 255, 255, 255, 0, 0, 255, 255]])],
      ['alpha', png({ width: 5, height: 1, depth: 8, color: 4 }, [[0, 9, 255, 8, 255, 7, 0, 6, 255, 5]])],
    ];
    for (const [name, bytes] of kinds) {
      put(bytes, name, 'training', 'frames', 'a.png');
      const { frames } = (await readPngFolder(at(name), { unlabelled: true })).read('training', [0]);
      expect([name, ...frames]).toEqual([name, 0, 1, 1, 0, 1]);
    }
    const palette = chunk('PLTE', Buffer.from([0, 0, 0, 255, 51, 0, 0, 0, 255]));
    const indexed = png({ width: 3, height: 1, depth: 2, color: 3 }, [[0b00011000]], [palette]);
    put(indexed, 'indexed', 'test', 'frames', 'a.png');
    put(indexed, 'indexed', 'test', 'masks', 'a.png');
    const { frames, groups } = (await readPngFolder(at('indexed'))).read('test', [0]);
    expect([...frames].map((value) => Math.round(value * 255))).toEqual([0, 0, 0, 255, 51, 0, 0, 0, 255]);
    expect([...groups]).toEqual([0, 1, 2]);
  });

  it('say what is wrong', async () => {
    const grey = (width: number, height: number, channels = 1) =>
      encode({ width, height, channels, depth: 8, data: new Uint8Array(width * height * channels) });
    const fault = async (frame: Uint8Array | undefined, mask: Uint8Array | undefined, more: () => void = () => {}) => {
      rmSync(at('bad'), { recursive: true, force: true });
      mkdirSync(at('bad'));
      if (frame) put(frame, 'bad', 'training', 'frames', '1.png');
      if (mask) put(mask, 'bad', 'training', 'masks', '1.png');
      more();
      const error = await readPngFolder(at('bad'))
        .then((data) => {
          data.read(
            'training',
            Uint32Array.from({ length: data.size.training }, (_, i) => i),
          );
        })
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DatasetFileError);
      return (error as DatasetFileError).message.replace(at('bad'), '');
    };
    expect(await fault(undefined, undefined)).toMatch('folder: expected training/frames');
    expect(await fault(grey(2, 2), undefined)).toMatch(
      '/training/masks/1.png, file: expected a mask, or the option unlabelled, found none',
    );
    expect(await fault(grey(2, 2), grey(2, 3))).toMatch('masks/1.png, IHDR: expected an image of 2×2, found 3×2');
    expect(await fault(grey(2, 2), grey(2, 2, 3))).toMatch('masks/1.png, IHDR: expected a grey or palette image, found 3 channels');
    const deep = encode({ width: 1, height: 1, channels: 1, depth: 16, data: Uint16Array.of(256) });
    expect(await fault(grey(1, 1), deep)).toMatch('masks/1.png, image data: expected groups from 0 to 255, found 256');
    const second = () => {
      put(grey(3, 2), 'bad', 'training', 'frames', '2.png');
      put(grey(3, 2), 'bad', 'training', 'masks', '2.png');
    };
    expect(await fault(grey(2, 2), grey(2, 2), second)).toMatch('frames/2.png, IHDR: expected an image of 2×2×1, found 2×3×1');
    const longer = () => put(grey(2, 2), 'bad', 'training', 'frames', 'b', '1.png');
    const longest = () => put(grey(2, 2), 'bad', 'training', 'frames', 'b', '2.png');
    expect(
      await fault(grey(2, 2), grey(2, 2), () => {
        longer();
        longest();
      }),
    ).toMatch('item: expected 1 frames in every item, found 2 in');
    expect(await fault(Buffer.from('GIF89a--------'), grey(2, 2))).toMatch('frames/1.png, byte 0: expected the PNG signature');
    const interlaced = png({ width: 1, height: 1, depth: 8, color: 0, interlace: 2 }, [[0]]);
    expect(await fault(interlaced, grey(1, 1))).toMatch('IHDR: expected interlace method 0 or 1, found 2');
    const short = png({ width: 2, height: 2, depth: 8, color: 0 }, [[0, 0]]);
    expect(await fault(short, grey(2, 2))).toMatch('IDAT: expected 6 bytes, found 3 bytes');
    const huge = png({ width: 60_000, height: 60_000, depth: 8, color: 0 }, [[0, 0]]);
    expect(await fault(huge, grey(2, 2))).toMatch(
      'IHDR: expected an image that is read in 536870912 bytes (the option memory), found 60000×60000',
    );
    const bomb = png({ width: 2, height: 2, depth: 8, color: 0 }, [new Array(5_000_000).fill(0)]);
    expect(await fault(bomb, grey(2, 2))).toMatch('image data: expected a valid PNG image, found');
    const off = png({ width: 2, height: 1, depth: 8, color: 3 }, [[0, 7]], [chunk('PLTE', Buffer.from([1, 2, 3]))]);
    expect(await fault(off, grey(2, 1))).toMatch('image data: expected 1 colours, found 7');
  });

  it('that are damaged, 500 images of them, are refused or give what was written', async () => {
    const small = staticShapes({ seed: 1, height: 12, width: 12, size: { training: 1, validation: 0, test: 0 } });
    await writePngFolder(small, at('damaged'));
    const good = digestOf(await readPngFolder(at('damaged')));
    for (const [seed, kind] of ['frames', 'masks'].entries()) {
      const target = at('damaged', 'training', kind, '000000.png');
      const original = readFileSync(target);
      const count = await outcomes(mutants(original, 250, seed), good, async (bytes) => {
        writeFileSync(target, bytes);
        return digestOf(await readPngFolder(at('damaged')));
      });
      writeFileSync(target, original);
      expect(count.refused).toBeGreaterThan(175);
      expect(count.changed).toBe(0);
    }
  });

  it('are made of contact sheets too', async () => {
    const [batch] = batches(shapes, 'training', { batchSize: 2 });
    const sheet = contactSheet(batch!);
    const { width, height, channels, data } = decode(await encodePng(sheet));
    expect([width, height, channels, Buffer.compare(Buffer.from(data), Buffer.from(sheet.data))]).toEqual([
      sheet.width,
      sheet.height,
      3,
      0,
    ]);
    expect(digest(batch!)).toBe(digest(shapes.read('training', [0, 1])));
  });
});

it('reads a folder of images without splits as training', async () => {
  const still = staticShapes({ seed: 0, size: { training: 3, validation: 1, test: 1 } });
  await writePngFolder(still, at('split'), {});
  const flat = at('split', 'training', 'frames');
  const read = await readPngFolder(flat, { unlabelled: true });
  expect(read.size).toEqual({ training: 3, validation: 0, test: 0 });
  expect(read.read('training', [2]).frames).toEqual(still.read('training', [2]).frames);
  await expect(readPngFolder(flat)).rejects.toThrow(/a mask, or the option unlabelled/);
});
