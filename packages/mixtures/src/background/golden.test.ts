import { readFileSync } from 'node:fs';
import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { backgroundSubtractor } from '../images/index.ts';
import { makeVideo, type VideoOptions, type VideoSize } from './videos.fixture.ts';

/** Made by ../../golden/videos.py. */
interface Golden extends VideoSize {
  readonly origin: string;
  readonly videos: readonly (VideoOptions & {
    readonly name: string;
    readonly checksum: number;
    readonly opencv: readonly {
      readonly options: { readonly history?: number; readonly varThreshold?: number; readonly detectShadows?: boolean };
      readonly f1: number;
      readonly masks: string;
      readonly background: string;
    }[];
  })[];
}
const golden = JSON.parse(readFileSync(new URL('../../golden/videos.json', import.meta.url), 'utf8')) as Golden;
const { height, width, frames: T, learning } = golden;
const D = height * width;
const unpacked = (text: string) => new Uint8Array(inflateSync(Buffer.from(text, 'base64')));

function f1(masks: Uint8Array, truth: Uint8Array): number {
  let [both, found, there] = [0, 0, 0];
  for (let i = learning * D; i < masks.length; i++) {
    if (masks[i] === 255) found++;
    if (truth[i] === 255) there++;
    if (masks[i] === 255 && truth[i] === 255) both++;
  }
  return (2 * both) / (found + there);
}

describe.each(golden.videos)(`$name: beside ${golden.origin}`, ({ opencv, channels, checksum, ...options }) => {
  const { frames, truth } = makeVideo({ ...options, channels }, golden);

  it('is the same video', () => {
    // Node has crc32 since 20.15; the installed types do not know it.
    expect(crc32(frames)).toBe(checksum);
  });

  it.each(opencv)('finds what moves as well, with $options', ({ options: chosen, f1: theirs, masks, background }) => {
    const subtractor = backgroundSubtractor({
      history: chosen.history,
      varianceThreshold: chosen.varThreshold,
      shadows: chosen.detectShadows,
    });
    const ours = new Uint8Array(T * D);
    for (let t = 0; t < T; t++) {
      const data = frames.subarray(t * D * channels, (t + 1) * D * channels);
      ours.set(subtractor.apply({ width, height, data }), t * D);
    }
    const expected = unpacked(masks);
    const differing = ours.reduce((sum, value, i) => sum + Number(value !== expected[i]), 0) / ours.length;
    console.log(
      `${options.seed} F1 ${f1(ours, truth).toFixed(4)}, OpenCV ${theirs.toFixed(4)}; ${(100 * differing).toFixed(3)} % of the pixels of all masks differ`,
    );
    expect(f1(expected, truth)).toBeCloseTo(theirs, 10);
    expect(f1(ours, truth)).toBeGreaterThanOrEqual(theirs - 0.01);
    expect(differing).toBeLessThan(0.001);
    const still = unpacked(background);
    const found = subtractor.background().data;
    expect(found).toHaveLength(still.length);
    expect(Math.max(...found.map((value, i) => Math.abs(value - still[i]!)))).toBeLessThanOrEqual(1);
  });
});
