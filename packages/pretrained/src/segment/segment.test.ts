import { chooseBackend } from '@neural-em/backends';
import { bernoulli, rnnEm } from '@neural-em/core';
import { flyingShapes } from '@neural-em/datasets';
import type { Picture } from '@neural-em/datasets/fit';
import { complete } from '@neural-em/experiments';
import { adjustedMutualInformation, mean, onForeground } from '@neural-em/metrics';
import { staticShapesRnnEm } from '@neural-em/networks';
import { bitFlip, TrainingOptionError } from '@neural-em/trainers';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPretrained, type Pretrained, type SegmentingModel, segment } from '../index.ts';
import { shapesApart } from './apart.fixture.ts';

beforeAll(async () => void (await chooseBackend()));

const ami = onForeground(adjustedMutualInformation);
let shapes: Pretrained;
beforeAll(async () => {
  shapes = await loadPretrained('static-shapes-rnn-em-restarts');
});

/** Returns a picture as a person would draw it: dark on white, each pixel magnified, with a margin at the right. */
function asDrawn({ data, width, height }: Picture, scale: number, margin: number): Picture {
  const out = {
    width: width * scale + margin,
    height: height * scale,
    data: new Uint8Array((width * scale + margin) * height * scale * 3).fill(245),
  };
  for (let y = 0; y < out.height; y++)
    for (let x = 0; x < width * scale; x++)
      if (data[Math.floor(y / scale) * width + Math.floor(x / scale)]! > 0) out.data.set([20, 30, 60], 3 * (y * out.width + x));
  return out;
}

describe('segment', () => {
  it('labels the objects of a picture at its own size, whatever that is', async () => {
    const { picture, groups } = shapesApart(3, 1);
    const drawn = asDrawn(picture, 5, 20);
    const { width, height, frames, fit, likeness, confidence } = await segment(shapes, drawn, { starts: 5 });
    const [frame] = frames;
    expect({ width, height }).toEqual({ width: 160, height: 140 });
    expect(fit).toMatchObject({ inverted: true, crop: { x: 0, y: 0, width: 160, height: 140 } });
    const truth = Uint8Array.from({ length: width * height }, (_, i) =>
      i % width < 140 ? groups[Math.floor(i / width / 5) * 28 + Math.floor((i % width) / 5)]! : 0,
    );
    expect(ami(truth, frame!.labels)).toBeGreaterThan(0.9);
    expect([...frame!.labels].map((label) => label > 0)).toEqual([...truth].map((label) => label > 0));
    expect(frame!.components.map(({ label }) => label)).toEqual([1, 2, 3]);
    for (const { label, size, box, centroid, theta, confidence } of frame!.components) {
      const pixels = [...frame!.labels.keys()].filter((i) => frame!.labels[i] === label);
      const columns = pixels.map((i) => i % width);
      expect(size).toBe(pixels.length);
      expect(box).toMatchObject({ x: Math.min(...columns), width: Math.max(...columns) - Math.min(...columns) + 1 });
      expect(centroid.x).toBeCloseTo(mean(columns), 9);
      expect(theta).toHaveLength(250);
      expect(confidence).toBeGreaterThan(0.5);
    }
    // Because of the margin, the shapes are an eighth smaller than those of the training.
    expect(likeness).not.toBe('unlike');
    expect((await segment(shapes, asDrawn(picture, 5, 0), { starts: 5 })).likeness).toBe('alike');
    expect(confidence).toBeGreaterThan(0.7);
  });

  it('counts one to six objects that do not overlap', async () => {
    const seeds = [11, 12];
    const found = [];
    for (const objects of [1, 2, 3, 4, 5, 6])
      for (const seed of seeds) {
        const { frames } = await segment(shapes, shapesApart(objects, seed).picture, { k: 'auto', starts: 5, fit: { invert: false } });
        found.push(frames[0]!.components.length === objects);
      }
    expect(found.filter(Boolean).length / found.length).toBeGreaterThanOrEqual(0.9);
  });

  it('says of a picture unlike those of the training that it is so', async () => {
    const noise = { width: 28, height: 28, data: Uint8Array.from({ length: 784 }, (_, i) => (((i * 2654435761) >>> 16) & 1) * 255) };
    expect(await segment(shapes, noise, { starts: 2 })).toMatchObject({ likeness: 'unlike' });
    const blank = await segment(shapes, { width: 50, height: 40, data: new Uint8Array(2000) }, { starts: 1 });
    expect(blank.frames[0]).toMatchObject({ components: [], confidence: 1, unexplained: 0 });
    expect(new Set(blank.frames[0]!.labels)).toEqual(new Set([0]));
  });

  it('is the same for the same seed, and another for another', async () => {
    const run = async (seed: number) => (await segment(shapes, shapesApart(5, 3).picture, { k: 2, starts: 1, seed })).frames[0]!;
    const [one, again, other] = [await run(1), await run(1), await run(2)];
    expect(again).toEqual(one);
    expect(other.unexplained).not.toBe(one.unexplained);
    expect(one.k).toBe(2);
  });

  it('keeps the numbers of objects in a video, with a model of sequences and with one of still images', async () => {
    const { frames, groups } = flyingShapes({ seed: 3, frames: 8 }).read('test', [0]);
    const video = Array.from({ length: 8 }, (_, t) => ({
      width: 28,
      height: 28,
      data: Uint8Array.from(frames.subarray(t * 784, (t + 1) * 784), (value) => 255 * value),
    }));
    for (const model of [await loadPretrained('flying-shapes'), shapes]) {
      const { frames: found } = await segment(model, video, { starts: 2 });
      expect(found).toHaveLength(8);
      expect(ami(groups, Uint8Array.from(found.flatMap(({ labels }) => [...labels])))).toBeGreaterThan(0.7);
    }
  });

  it('tells how far it is, and ends where it is told to', async () => {
    const { picture } = shapesApart(2, 1);
    const seen: string[] = [];
    const control = new AbortController();
    const run = segment(shapes, picture, {
      k: 'auto',
      starts: 1,
      signal: control.signal,
      onProgress: ({ done, of }) => {
        seen.push(`${done}/${of}`);
        if (done === 3) control.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
    expect(seen).toEqual(['1/8', '2/8', '3/8']);
  });

  it('takes a model of one’s own, of whose training nothing is known', async () => {
    const own: SegmentingModel = {
      model: rnnEm({ pixels: bernoulli(), ...staticShapesRnnEm({ etaShape: [64, 1], thetaSize: 4, seed: 1 }) }),
      task: { components: 2, emSteps: 2, noise: bitFlip(0.1), seed: 1 },
      card: { settings: complete({ data: { kind: 'still-shapes', height: 8, width: 8 } }) },
    };
    const { frames, likeness } = await segment(own, shapesApart(1, 1).picture);
    expect(likeness).toBe('unknown');
    expect(frames[0]!.labels).toHaveLength(784);
  });

  it('says what is wrong', async () => {
    const { picture } = shapesApart(1, 1);
    for (const [options, message] of [
      [{ k: 0 }, "k must be a whole number from 1 to 255 or 'auto', not 0"],
      [{ mostComponents: 1.5 }, 'mostComponents must be a whole number from 1 to 255, not 1.5'],
      [{ minimumShare: 1 }, 'minimumShare must be at least 0 and below 1, not 1'],
      [{ starts: 0 }, 'restarts must be a whole number above 0'],
    ] as const) {
      await expect(segment(shapes, picture, options)).rejects.toThrow(TrainingOptionError);
      await expect(segment(shapes, picture, options)).rejects.toThrow(message);
    }
    await expect(segment(shapes, [])).rejects.toThrow('at least one picture');
  });
});
