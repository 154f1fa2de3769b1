import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idx } from './idx.fixture.ts';
import { DatasetFileError, parseIdx } from './index.ts';
import { mutants, outcomes } from './mutants.fixture.ts';

describe('parseIdx', () => {
  it('reads what was written', () => {
    const side = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(fc.array(side, { minLength: 1, maxLength: 3 }), (shape) => {
        const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i * 37) % 256);
        const found = parseIdx(idx(shape, values));
        expect([[...found.shape], [...found.values]]).toEqual([shape, values]);
      }),
    );
  });

  it.each([
    ['nothing', [], 'header: expected at least 4 bytes, found 0 bytes'],
    ['another magic number', [1, 0, 8, 1, 0, 0, 0, 0], 'byte 0: expected the magic number 0, 0, found 1, 0'],
    ['floats', [0, 0, 13, 1, 0, 0, 0, 0], 'byte 2: expected type 8 (unsigned bytes), found type 13'],
    ['no axes', [0, 0, 8, 0], 'byte 3: expected 1 to 3 axes, found 0'],
    ['a cut header', [0, 0, 8, 2, 0, 0, 0], 'header: expected 12 bytes, found 7 bytes'],
    ['a missing value', [0, 0, 8, 1, 0, 0, 0, 3, 1, 2], 'values: expected 3 = 3 bytes, found 2 bytes'],
    ['a huge length', [0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255, 7], 'values: expected 4294967295 × 4294967295'],
  ])('refuses %s', (_, bytes, message) => {
    const read = () => parseIdx(Uint8Array.from(bytes), 'toy');
    expect(read).toThrow(DatasetFileError);
    expect(read).toThrow(`toy, ${message}`);
  });

  it('takes 2,000 damaged files for what they are', async () => {
    const original = idx(
      [4, 3, 5],
      Array.from({ length: 60 }, (_, i) => i),
    );
    const count = await outcomes(mutants(original, 2000, 1), '', (bytes) => {
      const { shape, values } = parseIdx(bytes);
      expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
      return '';
    });
    expect(count.refused + count.read).toBe(2000);
    expect(count.refused).toBeGreaterThan(500);
  });
});
