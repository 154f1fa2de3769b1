import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readFrames } from '@neural-em/datasets/media';
import { encodeGif } from '@neural-em/viz/gif';
import { decode, encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEach, runNem } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-background-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [width, height, count] = [64, 30, 34];
/** The frame in which the block appears. */
const first = 20;

/** A grey wall with a red block that moves to the right, [H, W, 3]. */
function picture(t: number) {
  const data = new Uint8Array(width * height * 3).fill(90);
  const left = 4 * (t - first);
  if (t >= first) for (let y = 10; y < 18; y++) for (let x = left; x < left + 8; x++) data.set([220, 30, 30], 3 * (y * width + x));
  return { width, height, channels: 3 as const, data };
}
const pictures = Array.from({ length: count }, (_, t) => picture(t));

beforeAll(() => {
  mkdirSync(join(folder, 'frames'));
  for (const [t, one] of pictures.entries()) writeFileSync(join(folder, 'frames', `${t}.png`), encode({ ...one, depth: 8 }));
  writeFileSync(join(folder, 'clip.gif'), encodeGif(pictures, { delay: 40 }));
});

/** The mask of a frame, as colours where it is not 0. */
const maskOf = (out: string, t: number) => decode(readFileSync(join(folder, out, `${String(t + 1).padStart(6, '0')}.png`)));

describe.each(['frames', 'clip.gif'])('nem background %s', (input) => {
  const out = `masks-${input}`;
  const gif = `overlay-${input}.gif`;

  it('writes masks, the background, objects with their tracks, and an overlay', async () => {
    const ended = await runNem(folder, ['background', input, '--out', out, '--overlay', gif]);
    expect(ended).toMatchObject({ code: 0, stdout: `${count} frames, 1 tracks of objects: ${out}/, ${gif}\n` });
    expect(readdirSync(join(folder, out)).filter((name) => /^\d{6}\.png$/.test(name))).toHaveLength(count);
    for (const t of [5, 22, 33]) {
      const { data, channels } = maskOf(out, t);
      expect(channels).toBe(1);
      for (let i = 0; i < data.length; i++) expect(data[i]).toBe(pictures[t]!.data[3 * i] === 220 ? 255 : 0);
    }
    const still = decode(readFileSync(join(folder, out, 'background.png')));
    expect([...still.data].every((value) => Math.abs(value - 90) <= 1)).toBe(true);
    const lines = readFileSync(join(folder, out, 'objects.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(count);
    expect(lines[22]).toEqual({
      frame: 23,
      objects: [{ id: 1, age: 3, size: 64, box: { x: 8, y: 10, width: 8, height: 8 }, centre: { x: 11.5, y: 13.5 } }],
    });
    const overlays = [];
    for await (const frame of readFrames(join(folder, gif))) overlays.push(frame);
    expect(overlays).toHaveLength(count);
    expect([...overlays[5]!.data.subarray(0, 3)]).toEqual([90, 90, 90]);
  });
});

it('nem background reads videos through ffmpeg, where it is installed', async ({ skip }) => {
  const made = await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', 'frames/%d.png', '-pix_fmt', 'yuv420p', 'clip.mp4'], {
    cwd: folder,
  }).then(
    () => true,
    () => false,
  );
  if (!made) skip();
  const ended = await runNem(folder, ['background', 'clip.mp4', '--out', 'masks-mp4', '--overlay', 'overlay-mp4', '--json']);
  expect(ended.stderr).toBe('');
  expect(JSON.parse(ended.stdout)).toMatchObject({ frames: count, out: 'masks-mp4', overlay: 'overlay-mp4' });
  // Compression blurs edges.
  const found = [...maskOf('masks-mp4', 24).data].filter((value) => value === 255).length;
  expect(found).toBeGreaterThan(50);
  expect(found).toBeLessThan(150);
  expect(readdirSync(join(folder, 'overlay-mp4'))).toHaveLength(count);
});

describe('what cannot be read', () => {
  it('is named', async () => {
    const cases: [string, number, string][] = [
      ['nowhere', 2, 'nowhere does not exist: give a picture, a video or a folder of pictures'],
      ['empty', 5, 'empty, folder: expected pictures, found none'],
      ['broken.gif', 5, 'broken.gif, file: expected a whole gif picture'],
      ['broken', 5, 'expected a whole chunk'],
      ['sizes', 2, 'sizes, frame 2: all frames must be 64×30 with 3 channels as the first, got 1×1 with 1'],
    ];
    for (const name of ['empty', 'broken', 'sizes']) mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'broken.gif'), readFileSync(join(folder, 'clip.gif')).subarray(0, 900));
    writeFileSync(join(folder, 'broken/1.png'), readFileSync(join(folder, 'frames/1.png')).subarray(0, 60));
    writeFileSync(join(folder, 'sizes/1.png'), readFileSync(join(folder, 'frames/1.png')));
    writeFileSync(join(folder, 'sizes/2.png'), encode({ width: 1, height: 1, channels: 1, depth: 8, data: new Uint8Array(1) }));
    const ended = await runEach(
      folder,
      cases.map(([input]) => ['background', input, '--out', 'out']),
    );
    expect(ended).toMatchObject(cases.map(([, code, message]) => ({ code, stderr: expect.stringContaining(message) })));
  });
});
