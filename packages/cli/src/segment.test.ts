import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { invertedTriangle, square, triangle } from '@neural-em/datasets';
import { readClip } from '@neural-em/datasets/media';
import { cards } from '@neural-em/pretrained';
import { encodeGif } from '@neural-em/viz/gif';
import { decode, encode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, runEach, runNem } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-segment-'));
const at = (...parts: string[]) => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true }));
const nem = (...args: string[]) => runNem(folder, ['segment', ...args]);
const read = (name: string) => JSON.parse(readFileSync(at(name), 'utf8'));

const [side, scale] = [84, 3];

/** Three shapes, magnified three times, dark on light: [H, W, 3]. */
function drawing(shift = 0) {
  const shapes = [
    { rows: square, top: 2, left: 2 },
    { rows: triangle, top: 4, left: 13 },
    { rows: invertedTriangle, top: 17, left: 8 + shift },
  ];
  const data = new Uint8Array(side * side * 3).fill(230);
  for (let i = 0; i < side * side; i++) {
    const [y, x] = [Math.floor(i / side / scale), Math.floor((i % side) / scale)];
    if (shapes.some(({ rows, top, left }) => rows[y - top]?.[x - left] === '1')) data.fill(30, 3 * i, 3 * i + 3);
  }
  return { width: side, height: side, channels: 3 as const, data };
}

beforeAll(() => {
  writeFileSync(at('drawing.png'), encode({ ...drawing(), depth: 8 }));
  writeFileSync(at('clip.gif'), encodeGif([0, 1, 2, 3, 4].map(drawing), { delay: 40 }));
  mkdirSync(at('scans'));
  for (const name of ['a.png', 'b.png']) writeFileSync(at('scans', name), encode({ ...drawing(), depth: 8 }));
});

describe('nem segment drawing.png', () => {
  it('writes labels, masks, an overlay and what was found, and says how sure it is', async () => {
    const { code, stdout } = await nem('drawing.png', '--restarts', '3', '--compare', '--out', 'masks');
    expect(stdout).toMatch(
      /^drawing: 3 objects in 84×84 pixels, \d+ % sure of the pixels .*0\.\d\d nats per pixel of objects stay unexplained/,
    );
    expect(stdout).toMatch(/connected components +3\.0 +1\.000/);
    expect(code).toBe(0);
    const labels = decode(readFileSync(at('masks/drawing/labels.png')));
    expect(labels).toMatchObject({ width: side, height: side, channels: 1 });
    const dark = drawing().data.filter((_, i) => i % 3 === 0);
    expect([...labels.data].map((label) => label > 0)).toEqual([...dark].map((value) => value === 30));
    for (const label of [1, 2, 3]) {
      const mask = decode(readFileSync(at(`masks/drawing/masks/component-${label}.png`)));
      expect([...mask.data]).toEqual([...labels.data].map((value) => (value === label ? 255 : 0)));
    }
    const { model, inputs } = read('masks/segments.json');
    expect(model).toBe('static-shapes-rnn-em-restarts');
    expect(inputs[0]).toMatchObject({
      name: 'drawing',
      width: side,
      fit: { inverted: true, threshold: expect.closeTo(0.49, 2) },
      likeness: expect.any(String),
    });
    const [{ k, start, components }] = inputs[0].frames;
    expect(k).toBe(4);
    expect([1, 2, 3]).toContain(start);
    expect(components).toHaveLength(3);
    expect(components[0]).toMatchObject({ label: 1, size: expect.any(Number), confidence: expect.any(Number) });
    expect(components[0].theta).toHaveLength(250);
    for (const name of ['overlay.png', 'comparison.png']) expect((await readClip(at('masks/drawing', name)))[0]!.height).toBe(2 * side);
  });

  it('reads standard input, and takes flags that fit the picture', async () => {
    const args = ['segment', '-', '--restarts', '1', '--k', 'auto', '--crop', '42x42+0+0', '--no-resize', '--json', '--out', 'in'];
    expect(spawnSync(process.execPath, [bin, ...args], { cwd: folder, input: readFileSync(at('drawing.png')) })).toMatchObject({
      status: 2,
    });
    const found = spawnSync(process.execPath, [bin, ...args.filter((word) => word !== '--no-resize'), '--invert', '--threshold', '0.4'], {
      cwd: folder,
      input: readFileSync(at('drawing.png')),
    });
    const [input] = JSON.parse(String(found.stdout)).inputs;
    expect(input).toMatchObject({ name: 'stdin', fit: { crop: { width: 42, height: 42 }, threshold: 0.4, inverted: true } });
    expect(String(found.stderr)).toMatch(/^stdin: \d objects? in 84×84 pixels/);
  });
});

describe('nem segment of videos and folders', () => {
  it('numbers components alike in all frames', async () => {
    const { code } = await nem('clip.gif', '--model', 'flying-shapes', '--frames', '4', '--start', '2', '--out', 'clip');
    expect(code).toBe(0);
    expect(readdirSync(at('clip/clip/labels'))).toEqual(['000001.png', '000002.png', '000003.png', '000004.png']);
    expect(await readClip(at('clip/clip/overlay.gif'))).toHaveLength(4);
    const [{ frames }] = read('clip/segments.json').inputs;
    expect(frames).toHaveLength(4);
  });

  it('takes each picture of a folder by itself for a model of pictures', async () => {
    const { code } = await nem('scans', 'drawing.png', 'drawing.png', '--restarts', '1', '--out', 'many');
    expect(code).toBe(0);
    expect(readdirSync(at('many')).sort()).toEqual(['a', 'b', 'drawing', 'drawing-2', 'segments.json']);
    expect(read('many/segments.json').inputs).toHaveLength(4);
  });

  it('writes a video where ffmpeg is installed', async ({ skip }) => {
    try {
      execFileSync('ffmpeg', ['-version']);
    } catch {
      skip();
    }
    const { code } = await nem('clip.gif', '--restarts', '1', '--overlay', 'mp4', '--out', 'video');
    expect(code).toBe(0);
    expect(await readClip(at('video/clip/overlay.mp4'))).toHaveLength(5);
  });
});

it('nem segment --list shows the models', async () => {
  const { code, stdout } = await nem('--list');
  expect(code).toBe(0);
  const score = cards['flying-shapes']!.scores.shipped.amiMax.toFixed(3);
  expect(stdout).toMatch(new RegExp(`flying-shapes +videos, 28×28 light on dark, K = 3 +${score}`));
});

it('nem segment refuses what it cannot segment', async () => {
  const cases: [string[], number, string][] = [
    [[], 2, 'name pictures, videos or folders to segment'],
    [['nowhere.png'], 2, 'nowhere.png does not exist'],
    [['drawing.png', '--model', 'nowhere'], 2, 'nowhere is neither the folder of a run nor a pretrained model'],
    [['drawing.png', '--crop', '64x64'], 2, 'It must be like 64x64+0+0'],
    [['drawing.png', '--crop', '90x64+0+0'], 2, 'crop must lie within the 84×84 pixels'],
    [['drawing.png', '--threshold', '2'], 2, 'It must be from 0 to 1, or otsu'],
    [['broken.jpg'], 5, 'broken.jpg, byte 0: expected a PNG, JPEG, WebP or GIF picture'],
  ];
  writeFileSync(at('broken.jpg'), 'this is not a photograph');
  const ended = await runEach(
    folder,
    cases.map(([args]) => ['segment', ...args]),
  );
  expect(ended).toMatchObject(cases.map(([, code, message]) => ({ code, stderr: expect.stringContaining(message) })));
  expect(existsSync(at('segments'))).toBe(false);
});
