import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { staticShapes } from '@neural-em/datasets';
import { readFiles } from '@neural-em/runs';
import { decode } from 'fast-png';
import { afterAll, describe, expect, it } from 'vitest';
import { runEach, runNem } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-data-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nem = (...args: string[]) => runNem(folder, args);

describe('nem data', () => {
  it('measures a dataset beside what is expected', async () => {
    const { code, stdout } = await nem('data', 'stats', 'static-shapes', '--json');
    expect(code).toBe(0);
    const { measured, expected, images } = JSON.parse(stdout);
    expect(images).toBe(1000);
    for (const key of ['meanPixel', 'overlap', 'overlapping']) expect(Math.abs(measured[key] - expected[key])).toBeLessThan(0.05);
    const five = await nem('data', 'stats', 'flying-shapes-5', '--limit', '2');
    expect(five.stdout).toMatch(/^flying-shapes: 28×28×1, 21 frames[\s\S]*\nobjects in an image +5\.0000 /);
    const table = await nem('data', 'stats', 'bouncing-balls', '--limit', '2', '--frames', '5');
    expect(table.stdout).toMatch(/bouncing-balls: 64×64×1, 5 frames[\s\S]*10 images of training +measured +expected\nmean pixel/);
  });

  it('lists the files that were skipped', async () => {
    await nem('data', 'export', 'static-shapes', '--format', 'png', '--out', 'noted', '--limit', '2');
    writeFileSync(join(folder, 'noted/training/frames/notes.txt'), 'the second one is odd');
    expect((await nem('data', 'stats', 'noted')).stdout).toMatch(/skipped:\n {2}training\/frames\/notes\.txt: not an image\n/);
  });

  it('draws a contact sheet', async () => {
    const { code } = await nem('data', 'show', 'color-sprites', '--limit', '3', '--out', 'sheet.png');
    expect(code).toBe(0);
    const { data, channels } = decode(readFileSync(join(folder, 'sheet.png')));
    expect(channels).toBe(3);
    // Grey would have equal channels everywhere.
    expect(data.some((value, i) => i % 3 === 0 && value !== data[i + 1])).toBe(true);
  });

  it.each([
    ['hdf5', 'shapes.h5'],
    ['npz', 'shapes.npz'],
    ['png', 'shapes'],
  ])('writes %s files that come back as they were', async (format, name) => {
    const { code } = await nem('data', 'export', 'static-shapes', '--format', format, '--out', name, '--limit', '4');
    expect(code).toBe(0);
    const back = await readFiles(join(folder, name));
    expect(back.size).toEqual({ training: 4, validation: 4, test: 4 });
    // Images of a folder have no factors.
    const { shape, frames, groups } = staticShapes({ seed: 0 }).read('test', [3, 1]);
    expect(back.read('test', [3, 1])).toMatchObject({ shape, frames, groups });
    expect((await nem('data', 'stats', name, '--split', 'test')).stdout).toContain('4 images of test');
    expect(await nem('data', 'export', 'static-shapes', '--format', format, '--out', name)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('exists already'),
    });
  });

  it('says in one line what is wrong', async () => {
    writeFileSync(join(folder, 'broken.npz'), 'nothing');
    writeFileSync(join(folder, 'notes.txt'), 'nothing');
    const cases: [string[], number, RegExp][] = [
      [['data', 'show', 'static-shape'], 2, /^error: there is no dataset static-shape: name one of still-shapes, /],
      [['data', 'stats', 'broken.npz'], 5, /^error: broken\.npz, /],
      [['data', 'stats', 'notes.txt'], 2, /give a file that ends in \.h5, \.hdf5 or \.npz/],
      [['data', 'stats', 'static-shapes', '--objects', '0'], 2, /whole number above 0/],
    ];
    const all = await runEach(
      folder,
      cases.map(([args]) => args),
    );
    for (const [i, [, expected, message]] of cases.entries()) {
      const { code, stderr } = all[i]!;
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(expected);
    }
    expect(existsSync(join(folder, 'static-shape.png'))).toBe(false);
  });
});
