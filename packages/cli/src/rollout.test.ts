import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readNpz } from '@neural-em/datasets/npz';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runEach, runNem, tinyVideo } from './run-nem.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'nem-rollout-'));
const nem = (...args: string[]) => runNem(folder, args);
const small = [...tinyVideo, '--set', 'model.convolutional.channels=[2,3]', '--set', 'data.frames=4'];
const few = ['--given', '3', '--frames', '4', '--images', '2'];
const bytes = (name: string) => readFileSync(join(folder, name));

beforeAll(async () => {
  const trained = await nem('train', 'balls4mass-small', '--model', 'r-nem', ...small, '--out', 'run');
  expect(trained.stderr).toBe('');
  expect(trained.code).toBe(0);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe('nem train balls4mass-small --model r-nem', () => {
  it('trains Relational N-EM, and its run is scored with other numbers of balls', async () => {
    const { model } = JSON.parse(bytes('run/config.json').toString()).settings;
    expect(model).toMatchObject({ algorithm: 'r-nem', components: 5 });
    const { code, stdout } = await nem(
      'evaluate',
      'run',
      '--data',
      'balls678mass-small',
      '--k',
      '8',
      '--frames',
      '4',
      '--test-images',
      '2',
    );
    expect(code).toBe(0);
    expect(stdout).toContain('K = 8');
    expect(stdout).toMatch(/ relational loss\n/);
    expect(stdout).toMatch(/^copying the frame before +– +– +– +\d+\.\d +– +\d+\.\d$/m);
    expect(stdout).toMatch(/run, divided by the loss of copying the frame before: loss \d+\.\d{3}, relational loss \d+\.\d{3}, /);
  });

  it('shows in its report how the model goes on by itself, and what else it was scored on', { timeout: 120_000 }, async () => {
    expect((await nem('report', 'run')).code).toBe(0);
    const page = bytes('run/report.html').toString();
    expect(page).toContain('Rollout: the model continues by itself');
    expect(page).toContain('test image 0: the model reads 4 true frames, then 30 of its own');
    for (const column of ['relational loss', 'objects kept']) expect(page).toContain(column);
    expect(page).toMatch(/copying the frame before, bouncing-balls/);
  });

  it('says what attention cannot do', async () => {
    const { code, stderr } = await nem('train', 'balls4mass-small', '--k', '1', '--set', 'model.attention=true', '--dry-run');
    expect(code).toBe(2);
    expect(stderr).toContain('model.attention weighs the effects of other components');
  });
});

describe('nem rollout', () => {
  it('lets a model go on, scores each step, and draws it as an animation, a picture or arrays', { timeout: 240_000 }, async () => {
    const { code, stdout } = await nem('rollout', 'run', ...few, '--out', 'rollout.gif');
    expect(code).toBe(0);
    expect(stdout).toMatch(/cross entropy +objects kept +AMI\ntrue frames .*\nown frames 1–1 /);
    expect(stdout).toContain('2 test sequences; the first 3 frames are true. Drawn: rollout.gif');
    expect(bytes('rollout.gif').subarray(0, 6).toString()).toBe('GIF89a');

    const curves = JSON.parse((await nem('rollout', 'run', ...few, '--out', 'rollout.npz', '--json')).stdout);
    expect(curves).toMatchObject({ given: 3, frames: 4, images: 2 });
    expect([curves.crossEntropy, curves.objectsKept, curves.metrics.ami].map((curve) => curve.length)).toEqual([6, 6, 6]);
    const { shape, annotations } = (await readNpz(join(folder, 'rollout.npz'))).read('test', [0, 1]);
    expect(shape).toEqual([7, 2, 32, 32, 1]);
    expect(annotations.predictions!.shape).toEqual([7, 2, 32, 32, 1]);
    expect(annotations.predictions!.values.subarray(0, 2 * 1024).every((value) => value === 0)).toBe(true);
    expect(new Set(annotations.assigned!.values).size).toBeGreaterThan(1);

    expect((await nem('rollout', 'run', ...few, '--item', '2', '--k', '3', '--out', 'rollout.png')).code).toBe(0);
    expect(bytes('rollout.png').subarray(1, 4).toString()).toBe('PNG');
  });

  it('makes a video where ffmpeg is found, and says so where it is not', { timeout: 240_000 }, async () => {
    const { code, stderr } = await nem('rollout', 'run', ...few, '--out', 'rollout.mp4');
    if (spawnSync('ffmpeg', ['-version']).error)
      expect([code, stderr]).toEqual([2, expect.stringContaining('install it, or write a .gif')]);
    else expect(bytes('rollout.mp4').subarray(4, 8).toString()).toBe('ftyp');
  });

  it('says what is wrong', { timeout: 240_000 }, async () => {
    const cases: [string[], RegExp][] = [
      [['run', '--out', 'rollout.avi'], /--out must end in \.gif, \.png, \.mp4, \.npz, not rollout\.avi/],
      [['run', '--images', '101'], /--images and --item may be at most 100, not 101/],
      [['run', '--frames', '1000000'], /would take \d+\.\d GiB, more than 2: give fewer frames/],
      [['nowhere'], /nowhere is neither the folder of a run nor a pretrained model/],
      [['static-shapes-rnn-em'], /static/],
    ];
    const ended = await runEach(
      folder,
      cases.map(([args]) => ['rollout', ...args, '--backend', 'cpu']),
    );
    expect(ended).toMatchObject(cases.map(([, message]) => ({ code: 2, stderr: expect.stringMatching(message) })));
  });
});
