import { describe, expect, it } from 'vitest';
import { readPngFolder } from './index.ts';
import { chunk, filesOfTests, png } from './png.fixture.ts';

const { at, put } = filesOfTests();

describe('folders of PNG images', () => {
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
});
