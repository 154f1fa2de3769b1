import { describe, expect, test } from 'vitest';
import { example, find, greys, owner, pixels, same } from '../figures.fixture.ts';
import { palette } from '../index.ts';
import { decodeGif } from './decode-gif.fixture.ts';
import { groupingFrames, groupingGif } from './index.ts';

const [steps, components] = [3, 5];
const options = example(steps, components);
const colours = palette(components);

describe('groupingGif', () => {
  test('shows every step exactly: input, assignment and what each component predicts', () => {
    const drawn = groupingFrames(options);
    expect(drawn.length).toBe(steps);
    for (const [step, picture] of drawn.entries()) {
      const input = find(picture, greys(options.inputs.subarray(step * pixels, (step + 1) * pixels)))!;
      const assignment = find(picture, Array.from({ length: pixels }, (_, i) => colours[owner(step, i, components)]!).flat())!;
      expect(assignment.y).toBe(input.y);
      expect(assignment.x).toBeGreaterThan(input.x);
      for (let k = 0; k < components; k++) {
        const start = (step * components + k) * pixels;
        const place = find(picture, greys(options.means.subarray(start, start + pixels)))!;
        expect(place.y).toBeGreaterThan(input.y);
        // A bar of the component's colour stands above its tile.
        const above = ((place.y - 4) * picture.width + place.x) * 3;
        expect([...picture.data.subarray(above, above + 3)]).toEqual(colours[k]);
      }
    }
  });

  test('the file holds those pictures', () => {
    const binary = { ...options, inputs: options.inputs.map(Math.round), means: options.means.map(Math.round) };
    const { frames } = decodeGif(groupingGif(binary));
    groupingFrames(binary).forEach((picture, step) => {
      expect(same(frames[step]!.picture, picture)).toBe(true);
    });
    expect(frames.length).toBe(steps);
  });

  test('gives a true group one colour over all steps, however the components change', () => {
    // The components change places from step to step; the group keeps the colour of the one that holds most of it over all steps.
    const truth = Uint8Array.from({ length: pixels }, (_, i) => (owner(0, i, components) === 0 ? 7 : 0));
    const drawn = groupingFrames({ ...options, truth });
    const tiles = colours.map((colour) => [...truth].flatMap((label) => (label === 7 ? colour : [0, 0, 0])));
    const seen = drawn.map((picture) => tiles.findIndex((tile) => find(picture, tile)));
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toBeGreaterThanOrEqual(0);
  });

  test('frames are of one size under a title that grows with its number', () => {
    const long = example(11, 1);
    const drawn = groupingFrames({ ...long, title: 'a title that is far wider than three small tiles are' });
    expect(new Set(drawn.map(({ width, height }) => `${width} ${height}`)).size).toBe(1);
    expect(decodeGif(groupingGif({ ...long, title: 'a title that is far wider than three small tiles are' })).frames.length).toBe(11);
  });

  test('waits on the last step, and names steps as it is told', () => {
    const { frames } = decodeGif(groupingGif({ ...options, delay: 120, hold: 900 }));
    expect(frames.map(({ delay }) => delay)).toEqual([120, 120, 900]);
    const [frame, step] = ['frame', 'EM step'].map((axis) => groupingFrames({ ...options, axis })[0]!);
    expect(same(frame!, step!)).toBe(false);
    expect(same(step!, groupingFrames(options)[0]!)).toBe(true);
  });

  test('refuses what does not fit', () => {
    expect(() => groupingGif({ ...options, scale: 0 })).toThrow('scale must be a whole number of at least 1, not 0');
    expect(() => groupingGif({ ...options, gamma: new Float32Array(1) })).toThrow('gamma must be 1200 values');
    expect(() => groupingGif({ ...options, delay: 0 })).toThrow('delay must be a whole number from 20 to 600000, not 0');
  });
});
