import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { describeDataset, digest, withoutFactors } from '../contract.fixture.ts';
import { batches, colorSprites, contactSheet, DatasetFileError, flyingShapes, staticShapes } from '../index.ts';
import { digestOf, mutants, outcomes } from '../mutants.fixture.ts';
import { encodePng, readPngFolder, writePngFolder } from './index.ts';
import { chunk, filesOfTests, png } from './png.fixture.ts';

const { at, put } = filesOfTests();
const size = { training: 7, validation: 5, test: 5 };
const shapes = flyingShapes({ seed: 1, frames: 3, height: 14, width: 16, size });

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
