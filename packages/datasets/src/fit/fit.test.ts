import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetOptionError } from '../index.ts';
import { resizeByArea } from './area.ts';
import { fitPictures, labelsAtOriginalSize, otsuThreshold, type Picture } from './index.ts';

/** A picture of letters: `#` is ink, `.` paper, each a grey value. */
function drawn(rows: readonly string[], { ink = 255, paper = 0 } = {}): Picture {
  const data = Uint8Array.from(rows.flatMap((row) => Array.from(row, (letter) => (letter === '#' ? ink : paper))));
  return { width: rows[0]!.length, height: rows.length, data };
}
const block = ['........', '..##....', '..##....', '........'];
const grey = { height: 4, width: 8, channels: 1, binary: false };
const binary = { ...grey, binary: true };

describe('resizeByArea', () => {
  it('keeps the mean, whatever the sizes', () => {
    const size = fc.record({ height: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 9 }) });
    const image = size.chain(({ height, width }) =>
      fc.record({
        from: fc.constant({ height, width }),
        values: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: height * width, maxLength: height * width }),
      }),
    );
    const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;
    fc.assert(
      fc.property(image, size, ({ from, values }, to) => {
        const given = Float32Array.from(values);
        const resized = resizeByArea(given, from, to);
        expect(resized).toHaveLength(to.height * to.width);
        expect(mean(resized)).toBeCloseTo(mean(given), 5);
      }),
    );
  });

  it('halves by means and doubles by copies', () => {
    const values = Float32Array.of(0, 1, 1, 1);
    expect([...resizeByArea(values, { height: 2, width: 2 }, { height: 1, width: 1 })]).toEqual([0.75]);
    expect([...resizeByArea(Float32Array.of(0, 1), { height: 1, width: 2 }, { height: 2, width: 4 })]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });
});

describe('otsuThreshold', () => {
  it('lies in the middle between two values, and parts groups', () => {
    expect(otsuThreshold([0, 0, 1])).toBeCloseTo(0.5, 2);
    expect(otsuThreshold([0.2, 0.2, 0.4])).toBeCloseTo(0.3, 2);
    expect(otsuThreshold([0.1, 0.12, 0.09, 0.8, 0.82])).toBeCloseTo(0.46, 1);
    expect(otsuThreshold([0.7, 0.7])).toBe(1);
    expect(otsuThreshold([])).toBe(1);
  });
});

describe('fitPictures', () => {
  it('leaves a picture of the right size and range as it is', () => {
    const { frames, fit } = fitPictures([drawn(block)], binary);
    expect([...frames].map((value) => 255 * value)).toEqual([...drawn(block).data]);
    expect(fit).toMatchObject({ inverted: false, behind: null, inside: { x: 0, y: 0, width: 8, height: 4 } });
    expect(fit.threshold).toBeCloseTo(0.5, 2);
  });

  it('makes a light background dark, unless it is told otherwise', () => {
    const paper = drawn(block, { ink: 40, paper: 230 });
    expect(fitPictures([paper], binary)).toMatchObject({ frames: fitPictures([drawn(block)], binary).frames, fit: { inverted: true } });
    const asIs = fitPictures([paper], { ...binary }, { invert: false });
    expect(asIs.frames.reduce((a, b) => a + b)).toBe(28);
    expect(fitPictures([paper], binary, { threshold: 0.9 }).frames.reduce((a, b) => a + b)).toBe(0);
  });

  it('keeps the aspect and puts what is narrower into the middle', () => {
    const tall = drawn(['##', '##', '##', '##', '##', '##', '##', '##']);
    const { frames, fit } = fitPictures([tall], grey, { invert: false });
    expect(fit.inside).toEqual({ x: 3, y: 0, width: 1, height: 4 });
    expect([...frames]).toEqual(Array.from({ length: 4 }, () => [0, 0, 0, 1, 0, 0, 0, 0]).flat());
  });

  it('crops, and puts a smaller picture into the middle unresized', () => {
    const { frames, fit } = fitPictures([drawn(block)], grey, { crop: { x: 2, y: 1, width: 2, height: 2 }, resize: 'none', invert: false });
    expect(fit.inside).toEqual({ x: 3, y: 1, width: 2, height: 2 });
    expect(frames.reduce((a, b) => a + b)).toBe(4);
  });

  it('puts white or black behind what can be seen through, and mixes colours into grey', () => {
    const clear = (value: number): Picture => ({ width: 2, height: 1, data: Uint8Array.of(value, value, value, 255, 90, 90, 90, 0) });
    const small = { height: 1, width: 2, channels: 1, binary: false };
    expect(fitPictures([clear(0)], small, { invert: false })).toMatchObject({ frames: Float32Array.of(0, 1), fit: { behind: 'white' } });
    expect(fitPictures([clear(255)], small, { invert: false })).toMatchObject({ frames: Float32Array.of(1, 0), fit: { behind: 'black' } });
    const red: Picture = { width: 1, height: 1, data: Uint8Array.of(255, 0, 0) };
    const one = { height: 1, width: 1, binary: false };
    expect(fitPictures([red], { ...one, channels: 1 }, { invert: false }).frames[0]).toBeCloseTo(0.299, 3);
    expect([...fitPictures([red], { ...one, channels: 3 }, { invert: false }).frames]).toEqual([1, 0, 0]);
  });

  it('says what is wrong', () => {
    const two = [drawn(block), drawn(['#'])];
    for (const [pictures, options, message] of [
      [[], {}, 'at least one picture'],
      [two, {}, 'frame 2 is 1×1, the first 8×4'],
      [[drawn(block)], { crop: { x: 7, y: 0, width: 2, height: 1 } }, 'crop must lie within the 8×4 pixels, not 2×1+7+0'],
      [[drawn(block)], { threshold: 2 }, 'threshold must be from 0 to 1, not 2'],
      [[drawn([...block, ...block])], { resize: 'none' }, "with resize 'none' a picture may have at most 8×4 pixels, not 8×8"],
      [[{ width: 3, height: 1, data: new Uint8Array(4) }], {}, '4 values are given for 3×1 pixels'],
    ] as const) {
      expect(() => fitPictures(pictures, binary, options)).toThrow(DatasetOptionError);
      expect(() => fitPictures(pictures, binary, options)).toThrow(message);
    }
  });
});

describe('labelsAtOriginalSize', () => {
  it('brings labels back over crop, letterbox and size, along the outlines of the picture', () => {
    const rows = Array.from({ length: 24 }, (_, y) =>
      Array.from({ length: 20 }, (_, x) => (y > 3 && y < 15 && x > 2 && x < 12 ? '#' : '.')).join(''),
    );
    const picture = drawn(rows, { ink: 20, paper: 240 });
    const { frames, fit } = fitPictures(
      [picture],
      { height: 8, width: 8, channels: 1, binary: true },
      { crop: { x: 1, y: 2, width: 18, height: 20 } },
    );
    const labels = labelsAtOriginalSize(picture, { labels: frames.map((value) => 3 * value), width: 8, fit });
    expect([...labels]).toEqual([...picture.data].map((value) => (value === 20 ? 3 : 0)));
  });

  it('leaves what no label touches at 0', () => {
    const { fit } = fitPictures([drawn(block)], binary);
    expect([...labelsAtOriginalSize(drawn(block), { labels: new Uint8Array(32), width: 8, fit })]).toEqual(Array(32).fill(0));
  });
});
