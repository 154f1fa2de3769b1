import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { DatasetFileError, DatasetOptionError, MissingPackageError } from '../index.ts';
import { mutants, outcomes } from '../mutants.fixture.ts';
import { temporaryFolder } from '../temporary.fixture.ts';
import { type FramesOptions, type Picture, readClip, readFrames, readMediaFolder } from './index.ts';

const folder = temporaryFolder();
const at = (...parts: string[]) => join(folder, ...parts);
const [width, height, count] = [24, 16, 7];

/** A red block on black that moves to the right, [H, W, 3]. */
function frame(t: number): Uint8Array {
  const data = new Uint8Array(width * height * 3);
  for (let y = 4; y < 10; y++) for (let x = 2 * t; x < 2 * t + 6; x++) data.set([255, 0, 0], 3 * (y * width + x));
  return data;
}
const frames = Array.from({ length: count }, (_, t) => frame(t));
const raw = { raw: { width, height, channels: 3 } } as const;
const tall = sharp(Buffer.concat(frames), { raw: { width, height: height * count, channels: 3, pageHeight: height } });
const hasFfmpeg = (() => {
  try {
    return execFileSync('ffmpeg', ['-version']).length > 0;
  } catch {
    return false;
  }
})();
const ffmpeg = (...args: string[]) => execFileSync('ffmpeg', ['-v', 'error', '-y', '-framerate', '10', '-i', at('frames/%d.png'), ...args]);

async function all(path: string, options?: FramesOptions): Promise<Picture[]> {
  const pictures: Picture[] = [];
  for await (const picture of readFrames(path, options)) pictures.push(picture);
  return pictures;
}

/** Pixels that differ by more than compression makes them. */
function differing(found: Picture, expected: Uint8Array, most = 60): number {
  expect(found.data.length).toBe(expected.length);
  return expected.filter((value, i) => Math.abs(value - found.data[i]!) > most).length;
}

beforeAll(async () => {
  mkdirSync(at('frames'));
  for (const [t, data] of frames.entries())
    writeFileSync(at('frames', `${t + 1}.png`), encode({ width, height, channels: 3, depth: 8, data }));
  writeFileSync(at('still.jpg'), await sharp(frames[2], raw).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer());
  writeFileSync(at('still.webp'), await sharp(frames[2], raw).webp({ lossless: true }).toBuffer());
  writeFileSync(at('clip.gif'), await tall.clone().gif().toBuffer());
  writeFileSync(at('clip.webp'), await tall.clone().webp({ lossless: true }).toBuffer());
  if (hasFfmpeg) {
    ffmpeg('-pix_fmt', 'yuv420p', at('clip.mp4'));
    ffmpeg('-c:v', 'libvpx', at('clip.webm'));
    ffmpeg('-pix_fmt', 'yuv420p', at('clip.mov'));
    ffmpeg('-f', 'apng', at('clip.png'));
  }
});

describe('readFrames', () => {
  it.each(['still.jpg', 'still.webp'])('%s has one frame', async (name) => {
    const [picture, ...others] = await all(at(name));
    expect(others).toEqual([]);
    expect(picture).toMatchObject({ width, height });
    expect(differing(picture!, frames[2]!)).toBe(0);
  });

  it.each(['frames', 'clip.gif', 'clip.webp'])('%s has every frame as it was', async (name) => {
    const found = await all(at(name));
    expect(found.map((picture) => differing(picture, frames[found.indexOf(picture)]!, 1))).toEqual(frames.map(() => 0));
  });

  it.runIf(hasFfmpeg)('an animated PNG has every frame as it was', async () => {
    const found = await all(at('clip.png'));
    expect(found.map(({ data }) => [...data])).toEqual(frames.map((data) => [...data]));
  });

  it.runIf(hasFfmpeg).each(['clip.mp4', 'clip.webm', 'clip.mov'])('%s has every frame, blurred by compression', async (name) => {
    const found = await all(at(name));
    expect(found).toHaveLength(count);
    for (const [t, picture] of found.entries()) expect(differing(picture, frames[t]!, 128)).toBeLessThan(120);
  });

  it('chooses frames by start, stride and number, and those of a video by its rate too', async () => {
    const chosen = await all(at('frames'), { start: 1, stride: 2, frames: 2 });
    expect(chosen.map(({ data }) => frames.findIndex((one) => Buffer.from(one).equals(Buffer.from(data))))).toEqual([1, 3]);
    expect(await all(at('clip.gif'), { start: 5 })).toHaveLength(2);
    if (hasFfmpeg) expect(await all(at('clip.mp4'), { rate: 20 })).toHaveLength(2 * count);
    await expect(all(at('clip.gif'), { start: 7 })).rejects.toThrow('clip.gif, frames: expected more than 7 frames, found 7');
    await expect(all(at('clip.gif'), { rate: 3 })).rejects.toThrow('rate is only for videos, and');
    for (const wrong of [{ start: -1 }, { stride: 0 }, { frames: 1.5 }, { rate: 0 }, { memory: 0 }])
      await expect(all(at('clip.gif'), wrong)).rejects.toThrow(DatasetOptionError);
  });

  it('reads by what a file holds, not by its name', async () => {
    writeFileSync(at('renamed.png'), readFileSync(at('still.jpg')));
    expect(await all(at('renamed.png'))).toHaveLength(1);
  });

  it('keeps opacity, grey and 16 bits apart', async () => {
    const clear = Uint8Array.of(10, 255, 20, 0);
    writeFileSync(at('clear.png'), encode({ width: 2, height: 1, channels: 2, depth: 8, data: clear }));
    expect([...(await all(at('clear.png')))[0]!.data]).toEqual([10, 10, 10, 255, 20, 20, 20, 0]);
    writeFileSync(at('deep.png'), encode({ width: 2, height: 1, channels: 1, depth: 16, data: Uint16Array.of(65535, 257) }));
    expect([...(await all(at('deep.png')))[0]!.data]).toEqual([255, 1]);
    writeFileSync(
      at('grey.jpg'),
      await sharp(Buffer.alloc(64, 200), { raw: { width: 8, height: 8, channels: 1 } })
        .toColourspace('b-w')
        .jpeg()
        .toBuffer(),
    );
    expect((await all(at('grey.jpg')))[0]!.data).toHaveLength(64);
  });

  it('turns a photograph as it says', async () => {
    writeFileSync(at('turned.jpg'), await sharp(frames[2], raw).withMetadata({ orientation: 6 }).jpeg().toBuffer());
    expect((await all(at('turned.jpg')))[0]).toMatchObject({ width: height, height: width });
  });

  it('says what is missing', async () => {
    await expect(all(at('nowhere.png'))).rejects.toThrow(
      'nowhere.png, file: expected a picture, a video or a folder of pictures, found none',
    );
    writeFileSync(at('text.jpg'), 'this is only text, whatever its name says');
    await expect(all(at('text.jpg'))).rejects.toThrow(/text.jpg, byte 0: expected a PNG, JPEG, WebP or GIF picture, .*found bytes 116/);
    mkdirSync(at('empty'));
    await expect(all(at('empty'))).rejects.toThrow('empty, folder: expected pictures, found none');
    writeFileSync(at('vector.png'), '<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>');
    await expect(all(at('vector.png'))).rejects.toThrow(DatasetFileError);
  });

  it.runIf(hasFfmpeg)('says that videos need ffmpeg', async () => {
    vi.stubEnv('PATH', at('empty'));
    await expect(all(at('clip.mp4'))).rejects.toThrow(MissingPackageError);
    vi.unstubAllEnvs();
  });

  it.runIf(hasFfmpeg)('ends ffmpeg where the reader stops', async () => {
    for await (const picture of readFrames(at('clip.mp4'))) {
      expect(picture.width).toBe(width);
      break;
    }
  });
});

describe('damaged and hostile files', () => {
  it.each(['still.jpg', 'still.webp', 'clip.gif', 'clip.webp', 'clip.png', 'clip.mp4', 'clip.webm'])(
    '%s cut short is refused',
    async (name) => {
      if (!hasFfmpeg && /mp4|webm|png/.test(name)) return;
      const whole = readFileSync(at(name));
      writeFileSync(at('cut'), whole.subarray(0, Math.floor(whole.length * 0.6)));
      await expect(all(at('cut'))).rejects.toThrow(DatasetFileError);
    },
  );

  it.each(['still.jpg', 'clip.gif', 'clip.webp', 'clip.png'])('%s with damage is read or refused, never worse', async (name) => {
    if (!hasFfmpeg && name === 'clip.png') return;
    const digest = async (bytes: Buffer) => {
      writeFileSync(at('mutant'), bytes);
      const pictures = await all(at('mutant'), { memory: 2 ** 22 });
      return pictures.map(({ data }) => Uint8Array.from(data).reduce((a, b) => a + b, 0)).join();
    };
    const whole = readFileSync(at(name));
    const { refused } = await outcomes(mutants(whole, 60, 1), await digest(whole), digest);
    expect(refused).toBeGreaterThan(0);
  });

  it('of more than the limit are refused before they are decoded', async () => {
    await expect(all(at('clip.gif'), { memory: 1000 })).rejects.toThrow(/pictures of 1 to 1000 bytes \(the option memory\), found 24×16/);
    await expect(all(at('frames'), { memory: 1000 })).rejects.toThrow(DatasetFileError);
    if (hasFfmpeg) await expect(all(at('clip.mp4'), { memory: 1000 })).rejects.toThrow(DatasetFileError);
    // A header that claims a picture of a gigapixel.
    const large = Buffer.from(readFileSync(at('still.jpg')));
    const size = large.indexOf(Buffer.of(0xff, 0xc0)) + 5;
    for (const place of [size, size + 2]) large.writeUInt16BE(65000, place);
    writeFileSync(at('large.jpg'), large);
    await expect(all(at('large.jpg'))).rejects.toThrow(/65000×65000/);
    await expect(readClip(at('clip.gif'), { total: 3000 })).rejects.toThrow(/frame 3: expected frames of at most 3000 bytes together/);
  });

  it('of several sizes are not one clip', async () => {
    mkdirSync(at('sizes'));
    writeFileSync(at('sizes/1.png'), readFileSync(at('frames/1.png')));
    writeFileSync(at('sizes/2.png'), encode({ width: 1, height: 1, channels: 1, depth: 8, data: new Uint8Array(1) }));
    await expect(readClip(at('sizes'))).rejects.toThrow('frame 2: expected 24×16 pixels, as the first frame, found 1×1');
  });
});

describe('readMediaFolder', () => {
  const clips = async () => {
    mkdirSync(at('clips'), { recursive: true });
    mkdirSync(at('clips/three'), { recursive: true });
    for (const name of ['clip.gif', 'clip.webp']) writeFileSync(at('clips', name), readFileSync(at(name)));
    for (const t of [1, 2, 3]) writeFileSync(at('clips/three', `${t}.png`), readFileSync(at('frames', `${t}.png`)));
    writeFileSync(at('clips/notes.txt'), 'not a clip');
    return readMediaFolder(at('clips'));
  };
  it('cuts clips into items of the length of the shortest', async () => {
    const dataset = await clips();
    expect(dataset).toMatchObject({ frames: 3, imageShape: [height, width, 3], size: { training: 5, validation: 0, test: 0 } });
    expect(dataset.skipped).toEqual([
      'notes.txt: neither a picture nor a video',
      'clip.gif: its last 1 frames, of 7',
      'clip.webp: its last 1 frames, of 7',
    ]);
    const second = dataset.read('training', [1]).frames.subarray(0, frames[3]!.length);
    expect([...second].map((value) => 255 * value)).toEqual([...frames[3]!]);
    await expect(readMediaFolder(at('clips'), { memory: 5000 })).rejects.toThrow(DatasetFileError);
  });

  it('reads pictures as items of one frame, grey ones as one channel', async () => {
    mkdirSync(at('stills'));
    const grey = frames[0]!.map((_, i) => frames[0]![i - (i % 3)]!);
    for (const name of ['1.png', '2.png']) writeFileSync(at('stills', name), encode({ width, height, channels: 3, depth: 8, data: grey }));
    writeFileSync(at('stills/3.webp'), await sharp(grey, raw).webp({ lossless: true }).toBuffer());
    expect(await readMediaFolder(at('stills'))).toMatchObject({ frames: 1, imageShape: [height, width, 1], size: { training: 3 } });
    writeFileSync(at('stills/4.gif'), readFileSync(at('clip.gif')));
    await expect(readMediaFolder(at('stills'))).rejects.toThrow('4.gif, file: expected one frame, as 1.png, found 7');
    await expect(readMediaFolder(at('empty'))).rejects.toThrow('expected pictures, videos or folders of frames, found none');
  });
});
