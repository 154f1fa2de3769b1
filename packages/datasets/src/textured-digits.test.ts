import { describe, expect, it } from 'vitest';
import { describeGenerator } from './contract.fixture.ts';
import { toyDigits } from './digits.fixture.ts';
import { texturedDigits } from './index.ts';

const make = (seed: number, training: number) => texturedDigits({ seed, digits: toyDigits, size: { training, validation: 5, test: 5 } });
describeGenerator('textured digits', make, '3cd429e99a16ea8d');

/** Digits that are opaque everywhere, so that the textures are not mixed. */
const solid = { height: 28, width: 28, images: new Uint8Array(784).fill(255), labels: Uint8Array.of(0) };
const solidDigits = { training: solid, validation: solid, test: solid };
const many = Uint32Array.from({ length: 100 }, (_, i) => i);

describe('textured digits', () => {
  it('put the first digit up and left, the second down and right, either in front', () => {
    const { groups } = texturedDigits({ seed: 1, digits: solidDigits }).read('training', many);
    const at = (b: number, y: number, x: number) => groups[b * 784 + y * 28 + x]!;
    let firstInFront = 0;
    for (let b = 0; b < 100; b++) {
      // A shift by two leaves a corner to each digit, and two to the background.
      expect([at(b, 0, 0), at(b, 27, 27), at(b, 0, 27), at(b, 27, 0)]).toEqual([1, 2, 0, 0]);
      if (at(b, 14, 14) === 1) firstInFront++;
    }
    expect(Math.abs(firstInFront - 50)).toBeLessThan(20);
  });

  it('carry plane waves that repeat after 38 pixels, other ones on each layer', () => {
    const { frames, groups } = texturedDigits({ seed: 2, digits: solidDigits, objects: 1 }).read('training', many);
    expect(groups.every((group) => group === 1)).toBe(true);
    const spectra = new Set<string>();
    for (let b = 0; b < 100; b++) {
      // Along a plane wave of frequency f, with its mean subtracted: next + previous = 2 cos(f) × value.
      const value = (y: number, x: number) => frames[b * 784 + y * 28 + x]! - 0.5;
      const turns = [0, 1].map((axis) => {
        let same = 0;
        let energy = 0;
        for (let y = 1; y < 27; y++) {
          for (let x = 1; x < 27; x++) {
            const sum = axis === 0 ? value(y - 1, x) + value(y + 1, x) : value(y, x - 1) + value(y, x + 1);
            same += sum * value(y, x);
            energy += value(y, x) ** 2;
          }
        }
        const waves = (Math.acos(Math.max(-1, Math.min(1, same / energy / 2))) * 38) / (2 * Math.PI);
        expect(Math.abs(waves - Math.round(waves))).toBeLessThan(0.01);
        return Math.round(waves);
      });
      spectra.add(turns.join());
    }
    // Tagger's bank: 4, 10, 21, 32 or 37 waves down (a wave of 38 − f looks like f), and four to each across.
    expect(spectra.size).toBeGreaterThan(15);
    for (const spectrum of spectra) expect([4, 10, 17, 6, 1]).toContain(Number(spectrum.split(',')[0]));
  });

  it('mix layers by their ink', () => {
    const half = { ...solid, images: new Uint8Array(784).fill(102) };
    const data = (digits: typeof solidDigits) => texturedDigits({ seed: 3, digits, objects: 1 }).read('training', [7]);
    const mixed = data({ training: half, validation: half, test: half });
    const front = data(solidDigits);
    const clear = { ...solid, images: new Uint8Array(784) };
    const back = data({ training: clear, validation: clear, test: clear });
    mixed.frames.forEach((value, i) => {
      expect(value).toBeCloseTo(0.4 * front.frames[i]! + 0.6 * back.frames[i]!, 5);
    });
    expect(Math.max(...mixed.groups, ...back.groups)).toBe(0);
  });

  it('refuse three digits', () => {
    expect(() => texturedDigits({ seed: 1, digits: toyDigits, objects: 3 as 2 })).toThrow('objects must be 1 or 2, not 3');
  });
});
