import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { palette } from './palette.ts';
import { assignmentTile, groupsTile, imageTile } from './tiles.ts';

const nine = palette(9);
const size = { height: 2, width: 3 };
const weights = (components: number) =>
  fc.array(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: components, maxLength: components }), { minLength: 6, maxLength: 6 });

/** Turns positive numbers [pixels][components] into gamma [components, pixels]. */
function gammaOf(rows: number[][]): Float32Array {
  const components = rows[0]!.length;
  return Float32Array.from({ length: components * rows.length }, (_, i) => {
    const row = rows[i % rows.length]!;
    return row[Math.floor(i / rows.length)]! / row.reduce((sum, value) => sum + value, 0);
  });
}

describe('tiles', () => {
  test('a hard assignment has the exact colours of the palette', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(8), { minLength: 6, maxLength: 6 }), (owners) => {
        const gamma = Float32Array.from({ length: 9 * 6 }, (_, i) => (owners[i % 6] === Math.floor(i / 6) ? 1 : 0));
        expect([...assignmentTile(gamma, size, nine).data]).toEqual(owners.flatMap((k) => nine[k]!));
      }),
    );
  });

  test('a soft assignment is the mean of the colours weighed by gamma, times the intensity', () => {
    fc.assert(
      fc.property(weights(4), fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 6, maxLength: 6 }), (rows, strengths) => {
        const colours = palette(4);
        const tile = assignmentTile(gammaOf(rows), size, colours, Float32Array.from(strengths));
        rows.forEach((row, pixel) => {
          const total = row.reduce((sum, value) => sum + value, 0);
          for (let c = 0; c < 3; c++) {
            const mean = row.reduce((sum, value, k) => sum + (value / total) * colours[k]![c]!, 0) * strengths[pixel]!;
            // Half a step of rounding, and float32.
            expect(Math.abs(tile.data[3 * pixel + c]! - mean)).toBeLessThan(0.5001);
          }
        });
      }),
    );
  });

  test('permuting components together with their colours changes nothing', () => {
    fc.assert(
      fc.property(weights(3), (rows) => {
        const colours = palette(3);
        const turned = assignmentTile(gammaOf(rows.map(([a, b, c]) => [b!, c!, a!])), size, [colours[1]!, colours[2]!, colours[0]!]);
        // Another order of a sum may change one rounding.
        assignmentTile(gammaOf(rows), size, colours).data.forEach((value, i) => {
          expect(Math.abs(value - turned.data[i]!)).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  test('grey and RGB images keep their values, and those beyond [0, 1] are clamped', () => {
    const grey = imageTile(Float32Array.of(0, 1, 0.5, -3, 7, 0.2), size);
    expect([...grey.data]).toEqual([0, 255, 128, 0, 255, 51].flatMap((value) => [value, value, value]));
    const rgb = Float32Array.from({ length: 18 }, (_, i) => i / 17);
    expect([...imageTile(rgb, size).data]).toEqual([...rgb].map((value) => Math.round(value * 255)));
  });

  test('labels have their colours, 0 is black', () => {
    const tile = groupsTile(Uint8Array.of(0, 1, 2, 2, 0, 9), size, (label) => [label, 10 * label, 100]);
    expect([...tile.data]).toEqual([0, 0, 0, 1, 10, 100, 2, 20, 100, 2, 20, 100, 0, 0, 0, 9, 90, 100]);
  });
});
