import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { DatasetFileError } from '../index.ts';
import { makeChunk, readChunks, SIGNATURE } from '../png/chunks.ts';
import { readPngFolder } from '../png/index.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { readClip, readFrames, readMediaFolder } from './index.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const fail = () => new DatasetFileError({ file: '', place: '', expected: '', found: '' });

interface Given {
  readonly x?: number;
  readonly y?: number;
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly pixels: readonly (readonly number[])[];
  /** 0 leaves it, 1 clears its place, 2 brings back what was there. */
  readonly dispose?: number;
  /** 0 takes its place, 1 is laid over. */
  readonly blend?: number;
}

const bytesOf = (...values: number[]) => {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, 4 * i);
  return bytes;
};

/** Pieces of a PNG file of RGBA pixels. */
function piecesOf({ width, height, pixels }: Given) {
  return readChunks(Buffer.from(encode({ width, height, channels: 4, depth: 8, data: Uint8Array.from(pixels.flat()) })), fail);
}

/** An animated PNG file; `hidden` is a picture for programs that know no animations. */
function animated(frames: readonly Given[], { hidden, count = frames.length }: { hidden?: Given; count?: number } = {}): Buffer {
  let number = 0;
  const first = hidden ?? frames[0]!;
  const data = (given: Given) =>
    Buffer.concat(
      piecesOf(given)
        .filter(({ type }) => type === 'IDAT')
        .map((piece) => piece.data),
    );
  const parts = [SIGNATURE, makeChunk('IHDR', piecesOf(first)[0]!.data), makeChunk('acTL', bytesOf(count, 0))];
  if (hidden) parts.push(makeChunk('IDAT', data(hidden)));
  for (const [t, frame] of frames.entries()) {
    const { width, height, x = 0, y = 0, dispose = 0, blend = 0 } = frame;
    parts.push(makeChunk('fcTL', Buffer.concat([bytesOf(number++, width, height, x, y), Buffer.of(0, 1, 0, 10, dispose, blend)])));
    if (t === 0 && !hidden) parts.push(makeChunk('IDAT', data(frame)));
    else parts.push(makeChunk('fdAT', Buffer.concat([bytesOf(number++), data(frame)])));
  }
  return Buffer.concat([...parts, makeChunk('IEND', Buffer.alloc(0))]);
}

const [black, red, blue, clear, glass] = [
  [0, 0, 0, 255],
  [255, 0, 0, 255],
  [0, 0, 255, 255],
  [0, 0, 0, 0],
  [255, 255, 255, 128],
] as const;
const row = (...pixels: (readonly number[])[]): Given => ({ width: pixels.length, height: 1, pixels });
/** What a file of these frames is read as: colours of each frame, with opacity where any pixel can be seen through. */
async function read(frames: readonly Given[], options = {}) {
  writeFileSync(at('a.png'), animated(frames, options));
  return (await readClip(at('a.png'))).map(({ data, width, height }) => ({ size: [width, height], data: [...data] }));
}
const opaque = (...pixels: (readonly number[])[]) => pixels.flatMap((pixel) => pixel.slice(0, 3));

describe('an animated PNG', () => {
  it('puts a smaller frame where it belongs', async () => {
    const found = await read([row(black, black, black), { ...row(red), x: 1 }, { ...row(blue), x: 2 }]);
    expect(found).toEqual([
      { size: [3, 1], data: opaque(black, black, black) },
      { size: [3, 1], data: opaque(black, red, black) },
      { size: [3, 1], data: opaque(black, red, blue) },
    ]);
  });

  it('clears the place of a frame, or brings back what was there', async () => {
    const [, , third] = await read([row(black, black, black), { ...row(red), x: 1, dispose: 2 }, { ...row(blue), x: 2 }]);
    expect(third!.data).toEqual(opaque(black, black, blue));
    const cleared = await read([row(black, black, black), { ...row(red), x: 1, dispose: 1 }, { ...row(blue), x: 2 }]);
    expect(cleared[2]!.data).toEqual([black, clear, blue].flat());
    // There is nothing before the first frame that could come back.
    const first = await read([
      { ...row(red, red), dispose: 2 },
      { ...row(blue), x: 1 },
    ]);
    expect(first[1]!.data).toEqual([clear, blue].flat());
  });

  it('lays a frame over what is there by its opacity', async () => {
    const frames = [row(black, red, clear), { ...row(glass, clear, glass), blend: 1 }];
    const [, second] = await read(frames);
    expect(second!.data).toEqual([[128, 128, 128, 255], red, glass].flat());
    expect((await read([frames[0]!, { ...frames[1]!, blend: 0 }]))[1]!.data).toEqual([glass, clear, glass].flat());
  });

  it('passes over the picture for programs that know no animations', async () => {
    expect((await read([row(red), row(blue)], { hidden: row(black) })).map(({ data }) => data)).toEqual([opaque(red), opaque(blue)]);
  });

  it('has colours of a palette that can be seen through', async () => {
    const pieces = readChunks(
      Buffer.from(
        encode({
          width: 3,
          height: 1,
          channels: 1,
          depth: 8,
          data: Uint8Array.of(0, 1, 2),
          palette: [
            [9, 8, 7],
            [1, 2, 3],
            [4, 5, 6],
          ],
        }),
      ),
      fail,
    );
    const data = [...pieces.slice(0, -1).map((piece) => makeChunk(piece.type, piece.data))];
    data.splice(2, 0, makeChunk('tRNS', Buffer.of(0, 100)));
    writeFileSync(at('palette.png'), Buffer.concat([SIGNATURE, ...data, makeChunk('IEND', Buffer.alloc(0))]));
    const [picture] = await readClip(at('palette.png'));
    expect([...picture!.data]).toEqual([9, 8, 7, 0, 1, 2, 3, 100, 4, 5, 6, 255]);
  });

  it('is refused where it is damaged, by what is wrong', async () => {
    const good = animated([row(black, black), { ...row(red), x: 1 }]);
    const frames = async (bytes: Buffer, options = {}) => {
      writeFileSync(at('bad.png'), bytes);
      for await (const _ of readFrames(at('bad.png'), options));
    };
    await expect(frames(good)).resolves.toBeUndefined();
    await expect(frames(animated([row(black, black), { ...row(red), x: 2 }]))).rejects.toThrow(
      'fcTL: expected a frame within 2×1 pixels, found 1×1 at 2, 0',
    );
    await expect(frames(animated([row(red)], { count: 3 }))).rejects.toThrow('acTL: expected 1 frames, as there are, found 3');
    await expect(frames(animated([{ ...row(red), dispose: 3 }]))).rejects.toThrow('fcTL: expected a way to dispose from 0 to 2');
    await expect(frames(good, { memory: 20 })).rejects.toThrow('(the option memory), found 2×1, 24 bytes');
    const flipped = Buffer.from(good);
    flipped[good.indexOf('fdAT') + 5]! ^= 1;
    await expect(frames(flipped)).rejects.toThrow(/fdAT: expected the checksum \d+/);
    // The same pieces in another order, each of them whole.
    const swapped = Buffer.from(good);
    const control = good.lastIndexOf('fcTL');
    swapped.writeUInt32BE(5, control + 4);
    swapped.writeUInt32BE(crc32(swapped.subarray(control, control + 30)), control + 30);
    await expect(frames(swapped)).rejects.toThrow('fcTL: expected the number 1 in the sequence, found 5');
  });

  it('is a clip to train on where its name says so, and no still image', async () => {
    mkdirSync(at('clips'));
    const bytes = animated([row(black, red), row(red, black), row(black, black)]);
    writeFileSync(at('clips/one.apng'), bytes);
    expect(await readMediaFolder(at('clips'))).toMatchObject({ frames: 3, size: { training: 1 } });
    mkdirSync(at('stills'));
    writeFileSync(at('stills/one.png'), bytes);
    await expect(readPngFolder(at('stills'), { unlabelled: true })).rejects.toThrow(
      'expected a still image (clips to train on are told by their names: let them end in .apng), found 3 frames',
    );
  });

  it('is what ffmpeg makes of it', async ({ skip }) => {
    const frames: Given[] = [
      row(black, red, glass),
      { ...row(glass, glass), x: 1, blend: 1, dispose: 2 },
      { ...row(blue, clear), blend: 1, dispose: 1 },
      row(red, glass, blue),
    ];
    writeFileSync(at('whole.png'), animated(frames));
    try {
      execFileSync('ffmpeg', ['-v', 'error', '-i', at('whole.png'), '-pix_fmt', 'rgba', '-f', 'rawvideo', at('raw')]);
    } catch {
      skip();
    }
    const expected = [...readFileSync(at('raw'))];
    const found = (await readClip(at('whole.png'))).flatMap(({ data, width }) =>
      data.length === 4 * width ? [...data] : Array.from({ length: width }, (_, i) => [...data.subarray(3 * i, 3 * i + 3), 255]).flat(),
    );
    expect(found).toHaveLength(expected.length);
    for (const [i, value] of found.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(1);
  });
});
