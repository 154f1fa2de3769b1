import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backgroundSubtractor, foregroundObjects, MixtureInputError, objectTracker } from '../images/index.ts';
import { makeVideo } from './videos.fixture.ts';

const size = { width: 32, height: 24, frames: 60, learning: 30 };
const D = size.width * size.height;
const { frames, truth } = makeVideo({ seed: 5, flicker: 10, brighter: 5, noise: 3, sprites: 2, channels: 3 }, size);
const frame = (t: number, channels = 3) => ({ ...size, data: frames.subarray(t * D * channels, (t + 1) * D * channels) });

describe('backgroundSubtractor', () => {
  it('with a learning rate of 0 stays as it is, and still tells what moves', () => {
    const [a, b] = [backgroundSubtractor(), backgroundSubtractor()];
    for (let t = 0; t < 40; t++) {
      a.apply(frame(t));
      b.apply(frame(t));
    }
    let [hits, there] = [0, 0];
    for (let t = 40; t < 60; t++) {
      const mask = b.apply(frame(t), { learningRate: 0 });
      for (let i = 0; i < D; i++) {
        if (truth[t * D + i] === 255) there++;
        if (truth[t * D + i] === 255 && mask[i] === 255) hits++;
      }
      // Pictures of any brightness must leave the background unchanged.
      b.apply({ ...size, data: new Uint8Array(3 * D).fill(17 * (t % 15)) }, { learningRate: 0 });
    }
    expect(hits / there).toBeGreaterThan(0.9);
    expect(b.frames()).toBe(40);
    expect(b.background()).toEqual(a.background());
    for (let t = 40; t < 60; t++) expect(b.apply(frame(t))).toEqual(a.apply(frame(t)));
  });

  it('learns the first frame even where it is told to learn nothing', () => {
    const subtractor = backgroundSubtractor({ learningRate: 0 });
    subtractor.apply(frame(0));
    expect([...subtractor.background().data]).toEqual([...frame(0).data]);
    const mask = subtractor.apply(frame(0));
    expect(mask.every((value) => value === 0)).toBe(true);
  });

  it('with a learning rate of 1 knows the last frame alone', () => {
    const subtractor = backgroundSubtractor({ learningRate: 1 });
    for (let t = 0; t < 5; t++) subtractor.apply(frame(t));
    const difference = subtractor.background().data.map((value, i) => Math.abs(value - frame(4).data[i]!));
    expect(Math.max(...difference)).toBeLessThanOrEqual(1);
  });

  it('takes RGBA as RGB', () => {
    const [a, b] = [backgroundSubtractor(), backgroundSubtractor()];
    for (let t = 0; t < 40; t++) {
      const { data } = frame(t);
      const rgba = Uint8ClampedArray.from({ length: 4 * D }, (_, j) => (j % 4 === 3 ? 13 * t : data[3 * Math.floor(j / 4) + (j % 4)]!));
      expect(b.apply({ ...size, data: rgba })).toEqual(a.apply(frame(t)));
    }
  });

  it('marks a shadow apart from what throws it', () => {
    const still = { width: 2, height: 1, data: Uint8Array.from([200, 150, 100, 200, 150, 100]) };
    const shaded = { ...still, data: Uint8Array.from([140, 105, 70, 140, 20, 200]) };
    const [apart, together] = [backgroundSubtractor(), backgroundSubtractor({ shadows: false })];
    for (let t = 0; t < 50; t++) {
      apart.apply(still);
      together.apply(still);
    }
    expect([...apart.apply(shaded)]).toEqual([127, 255]);
    expect([...together.apply(shaded)]).toEqual([255, 255]);
  });

  it('says what is wrong with frames and settings', () => {
    const subtractor = backgroundSubtractor();
    expect(() => subtractor.background()).toThrow('there is no background before the first frame');
    subtractor.apply(frame(0));
    const smaller = () => subtractor.apply({ width: 2, height: 2, data: new Uint8Array(12) });
    expect(smaller).toThrow(MixtureInputError);
    expect(smaller).toThrow('all frames must be 32×24 with 3 channels as the first, got 2×2 with 3');
    expect(() => subtractor.apply({ ...size, data: new Uint8Array(D) })).toThrow('got 32×24 with 1');
    expect(() => subtractor.apply({ ...size, data: new Uint8Array(5) })).toThrow('32×24 pixels must hold 1, 3 or 4 values for each, got 5');
    expect(() => subtractor.apply(frame(0), { learningRate: 2 })).toThrow('learningRate must be from 0 to 1, or -1 to choose it, got 2');
    expect(() => backgroundSubtractor({ history: 0 })).toThrow('history must be an integer of at least 1, got 0');
    expect(() => backgroundSubtractor({ components: 1.5 })).toThrow('components must be an integer of at least 1');
    expect(() => backgroundSubtractor({ varianceThreshold: Number.NaN })).toThrow('varianceThreshold must be a number of at least 0');
  });
});

describe('foregroundObjects', () => {
  const mask = [...[255, 255, 0, 0, 127, 0], ...[255, 255, 0, 0, 127, 255], ...[0, 0, 0, 255, 0, 255]];
  const shape = { width: 6, height: 3 };

  it('are what touches and is large enough, without shadows', () => {
    const { objects, labels } = foregroundObjects(mask, { ...shape, minimumSize: 2 });
    expect(objects).toEqual([
      { label: 1, size: 4, box: { x: 0, y: 0, width: 2, height: 2 }, centre: { x: 0.5, y: 0.5 } },
      { label: 2, size: 2, box: { x: 5, y: 1, width: 1, height: 2 }, centre: { x: 5, y: 1.5 } },
    ]);
    expect([...labels]).toEqual([...[1, 1, 0, 0, 0, 0], ...[1, 1, 0, 0, 0, 2], ...[0, 0, 0, 0, 0, 2]]);
    // If shadows count, the lone pixel, the shadow and the edge form one object.
    expect(foregroundObjects(mask, { ...shape, minimumSize: 2, threshold: 100 }).objects.map(({ size }) => size)).toEqual([4, 5]);
    expect(() => foregroundObjects(mask, { ...shape, minimumSize: 0 })).toThrow('minimumSize must be an integer of at least 1');
  });
});

describe('objectTracker', () => {
  const at = (x: number, y = 0) => ({ label: 1, size: 100, box: { x, y, width: 10, height: 10 }, centre: { x: x + 4.5, y: y + 4.5 } });

  it('follows objects that overlap from frame to frame, whatever their order, and waits for one that is gone for a while', () => {
    const tracker = objectTracker({ patience: 1 });
    expect(tracker.update([at(0), at(50)]).map(({ id }) => id)).toEqual([1, 2]);
    expect(tracker.update([at(52), at(2)]).map(({ id, age }) => [id, age])).toEqual([
      [2, 2],
      [1, 2],
    ]);
    expect(tracker.update([at(54)]).map(({ id }) => id)).toEqual([2]);
    expect(tracker.update([at(56), at(3)]).map(({ id }) => id)).toEqual([2, 1]);
    tracker.update([]);
    tracker.update([]);
    expect(tracker.update([at(56)]).map(({ id }) => id)).toEqual([3]);
  });

  it('never gives a number twice in a frame', () => {
    const places = fc.array(fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(places, (video) => {
        const tracker = objectTracker();
        for (const objects of video) {
          const ids = tracker.update(objects.map(([x, y]) => at(x, y))).map(({ id }) => id);
          expect(new Set(ids).size).toBe(objects.length);
        }
      }),
    );
  });

  it('says what is wrong with its settings', () => {
    expect(() => objectTracker({ overlap: -1 })).toThrow('overlap must be a number of at least 0, got -1');
    expect(() => objectTracker({ patience: 0.5 })).toThrow('patience must be an integer of at least 0, got 0.5');
  });
});
