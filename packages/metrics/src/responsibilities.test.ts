import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confidence, hardAssignment, MetricInputError, responsibilityEntropy, usedComponents } from './index.ts';

// Two images of three components and four pixels: the first is decided, the second only at one pixel.
const shape = [2, 3, 4, 1];
const gamma = Float32Array.from([
  ...[1, 1, 0, 0],
  ...[0, 0, 1, 0],
  ...[0, 0, 0, 1],
  ...[1 / 3, 1 / 3, 1 / 3, 0.25],
  ...[1 / 3, 1 / 3, 1 / 3, 0.5],
  ...[1 / 3, 1 / 3, 1 / 3, 0.25],
]);

describe('hardAssignment', () => {
  it('takes the largest responsibility, the first of equal ones', () => {
    expect(hardAssignment(gamma, shape)).toEqual(Uint8Array.of(0, 0, 1, 2, 0, 0, 0, 1));
  });

  it('inverts one-hot responsibilities, whatever the batch axes', () => {
    const batches = fc.record({ t: fc.nat(3), b: fc.nat(3), k: fc.integer({ min: 1, max: 5 }), d: fc.nat(4), seed: fc.nat() });
    fc.assert(
      fc.property(batches, ({ t, b, k, d, seed }) => {
        const labels = Uint8Array.from({ length: t * b * d }, (_, i) => (seed + i * i) % k);
        const oneHot = new Float32Array(t * b * k * d);
        labels.forEach((component, i) => {
          oneHot[(Math.floor(i / d) * k + component) * d + (i % d)] = 1;
        });
        expect(hardAssignment(oneHot, [t * b, k, d])).toEqual(labels);
        expect(hardAssignment(oneHot, [t, b, k, d, 1])).toEqual(labels);
      }),
    );
  });

  it('reads a last axis of 1 as channels only after three others', () => {
    const values = Float32Array.of(0.1, 0.9, 0.8, 0.2);
    expect(hardAssignment(values, [2, 2, 1])).toEqual(Uint8Array.of(1, 0));
    expect(hardAssignment(values, [1, 2, 2, 1])).toEqual(Uint8Array.of(1, 0));
    expect(hardAssignment(values, [2, 2])).toEqual(Uint8Array.of(1, 0));
    expect(hardAssignment(values, [1, 4, 1, 1])).toEqual(Uint8Array.of(1));
  });

  it('holds 256 components and no more', () => {
    const last = new Float32Array(256).fill(0);
    last[255] = 1;
    expect(hardAssignment(last, [1, 256, 1])).toEqual(Uint8Array.of(255));
    expect(() => hardAssignment(new Float32Array(257), [1, 257, 1])).toThrow('gamma has 257 components, at most 256 fit the labels');
  });
});

describe('values of an image', () => {
  it('confidence: the largest responsibility', () => {
    const [first, second] = confidence(gamma, shape);
    expect(first).toBe(1);
    expect(second).toBeCloseTo((3 * (1 / 3) + 0.5) / 4, 7);
  });

  it('entropy: 0 where decided, log K where not', () => {
    const [first, second] = responsibilityEntropy(gamma, shape);
    expect(first).toBe(0);
    expect(second).toBeCloseTo((3 * Math.log(3) + 0.5 * Math.log(4) + 0.5 * Math.log(2)) / 4, 6);
  });

  it('used components: those that win enough pixels', () => {
    expect([...usedComponents(gamma, shape)]).toEqual([3, 2]);
    expect([...usedComponents(gamma, shape, { atLeast: 2 })]).toEqual([1, 1]);
  });

  it('all on the foreground alone', () => {
    const truth = Uint8Array.of(1, 0, 0, 2, 0, 0, 0, 1);
    expect(confidence(gamma, shape, { truth })[1]).toBe(0.5);
    expect(responsibilityEntropy(gamma, shape, { truth })[1]).toBeCloseTo(1.5 * Math.log(2), 6);
    expect([...usedComponents(gamma, shape, { truth })]).toEqual([2, 1]);
    const blank = new Uint8Array(8);
    expect([...confidence(gamma, shape, { truth: blank })]).toEqual([Number.NaN, Number.NaN]);
    expect([...usedComponents(gamma, shape, { truth: blank })]).toEqual([0, 0]);
  });
});

describe.each(Object.entries({ hardAssignment, confidence, responsibilityEntropy, usedComponents }))('%s', (_, measure) => {
  it('says what is wrong with its input', () => {
    for (const bad of [[], [24], [2, 3, 5], [-2, -3, 4], [2, 0, 4], [0.5, 12, 4]]) {
      expect(() => measure(gamma, bad)).toThrow(MetricInputError);
      expect(() => measure(gamma, bad)).toThrow(`shape must be [..., K, D] or [..., K, D, 1] of 24 values, got [${bad.join(', ')}]`);
    }
    expect(() => measure([0, 1, Number.NaN, 0], [1, 2, 2])).toThrow(/gamma\[2\] must be .*, got NaN/);
  });
});

it.each(Object.entries({ confidence, responsibilityEntropy, usedComponents }))('%s refuses labels that do not fit', (_, measure) => {
  expect(() => measure(gamma, shape, { truth: [1] })).toThrow('truth must label 2 images of 4 pixels, got 1 labels');
});

it.each(Object.entries({ confidence, responsibilityEntropy }))('%s refuses what is not a probability', (_, measure) => {
  expect(() => measure([-0.1, 1.1], [1, 2, 1])).toThrow('gamma[0] must be between 0 and 1, got -0.1');
  expect(() => measure([0.5, 4], [1, 2, 1])).toThrow('gamma[1] must be between 0 and 1, got 4');
});
