import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnnotatedDataset, annotationsOf } from './annotations.ts';
import { toyDigits } from './digits.fixture.ts';
import {
  bouncingBalls,
  colorSprites,
  flyingMnist,
  flyingShapes,
  paperShapes,
  staticShapes,
  texturedDigits,
  wholeVelocities,
} from './index.ts';
import { bounce, heading } from './motion.ts';

const common = { seed: 1, objects: 1, size: { training: 40, validation: 5, test: 5 } } as const;
const everything = Uint32Array.from({ length: 40 }, (_, i) => i);
const digits = toyDigits;

interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** Indices of the pixels of the object, in the batch. */
  readonly pixels: readonly number[];
}

/** Returns every object of a dataset that is completely visible, frame by frame, with its factors. */
function objectsOf(dataset: AnnotatedDataset): { box: Box; factors: Record<string, number[]>; t: number; b: number }[] {
  const batch = dataset.read('training', everything);
  const [T, B, H, W] = batch.shape;
  return Array.from({ length: T * B }, (_, image) => {
    const pixels = Array.from({ length: H * W }, (_, i) => image * H * W + i).filter((pixel) => batch.groups[pixel] === 1);
    const rows = pixels.map((pixel) => Math.floor((pixel % (H * W)) / W));
    const columns = pixels.map((pixel) => pixel % W);
    const [top, left] = [Math.min(...rows), Math.min(...columns)];
    const factors = Object.fromEntries(
      Object.entries(batch.annotations).map(([name, { shape, values }]) => [
        name,
        Array.from(values.subarray(image * shape[3]!, (image + 1) * shape[3]!)),
      ]),
    );
    const box = { top, left, height: Math.max(...rows) - top + 1, width: Math.max(...columns) - left + 1, pixels };
    return { box, factors, t: Math.floor(image / B), b: image % B };
  });
}

describe('factors of objects', () => {
  const datasets: Record<string, AnnotatedDataset> = {
    'static shapes': staticShapes(common),
    'flying shapes': flyingShapes({ ...common, frames: 12, height: 14, width: 16 }),
    'flying MNIST': flyingMnist({ ...common, digits, frames: 12, height: 9, width: 10 }),
    'color sprites': colorSprites({ ...common, frames: 12, velocity: wholeVelocities(2) }),
  };

  it.each(Object.keys(datasets))('say where an object is, and where it goes: %s', (name) => {
    const dataset = datasets[name]!;
    const objects = objectsOf(dataset);
    expect(objects[0]!.factors.velocities === undefined).toBe(dataset.frames === 1);
    for (const { box, factors, t, b } of objects) {
      // If the side of a triangle is even, its point lies between two columns, so its top row is empty.
      const isTriangle = name === 'color sprites' && factors.shapes![0] === 2;
      if (!isTriangle) expect(factors.positions).toEqual([box.top + box.height / 2, box.left + box.width / 2]);
      else expect(factors.positions).toEqual([box.top + box.height - factors.sides![0]! / 2, box.left + box.width / 2]);
      const next = objects[(t + 1) * 40 + b];
      // A sprite that moves two pixels per frame may turn within a frame.
      if (!next || name === 'color sprites') continue;
      expect(next.factors.positions!.map((place, axis) => place - factors.positions![axis]!)).toEqual(factors.velocities);
    }
  });

  it('name the shape, and the side and colour of a sprite', () => {
    for (const { box, factors } of objectsOf(datasets['static shapes']!)) {
      const shape = paperShapes[factors.shapes![0]!]!;
      expect([box.height, box.width]).toEqual([shape.length, shape[0]!.length]);
      const topRow = box.pixels.filter((pixel) => Math.floor((pixel % 784) / 28) === box.top).length;
      expect(topRow).toBe([...shape[0]!].filter((bit) => bit === '1').length);
    }
    const sprites = datasets['color sprites']!;
    const { frames } = sprites.read('training', everything);
    for (const { box, factors } of objectsOf(sprites)) {
      expect(factors.sides).toEqual([box.width]);
      for (const pixel of box.pixels) expect(factors.colors).toEqual([...frames.subarray(3 * pixel, 3 * pixel + 3)]);
      expect(box.pixels.length === box.height ** 2).toBe(factors.shapes![0] === 0);
    }
  });

  it('name digits and textures, also where the second digit lies behind the first', () => {
    const { frames, annotations } = flyingMnist({ ...common, digits, frames: 1, height: 4, width: 4 }).read('training', everything);
    // Digit i of these has brightness 100 + i.
    for (const [b, digit] of annotations.digits!.values.entries()) expect(Math.round(255 * frames[b * 16]!)).toBe(100 + digit);
    const { annotations: two } = texturedDigits({ seed: 1, digits, objects: 2 }).read('training', everything);
    expect([two.digits!.shape, two.textures!.shape]).toEqual([
      [1, 40, 2, 1],
      [1, 40, 2, 1],
    ]);
    expect(new Set(two.textures!.values).size).toBeGreaterThan(15);
    for (let b = 0; b < 40; b++) expect(two.textures!.values[2 * b]).not.toBe(two.textures!.values[2 * b + 1]);
  });

  it('belong to objects in the order of their groups', () => {
    for (const dataset of [staticShapes({ ...common, objects: 3 }), colorSprites({ ...common, objects: 3 })]) {
      const { shape, groups, annotations } = dataset.read('training', everything);
      const positions = annotations.positions!;
      groups.forEach((group, pixel) => {
        if (group === 0) return;
        const image = Math.floor(pixel / (shape[2] * shape[3]));
        const row = Math.floor((pixel % (shape[2] * shape[3])) / shape[3]) + 0.5;
        expect(Math.abs(positions.values[(image * 3 + group - 1) * 2]! - row)).toBeLessThan(7);
      });
    }
  });

  it('do not exist for a batch that is not annotated', () => {
    const { shape, frames, groups } = bouncingBalls({ seed: 1, frames: 1 }).read('test', [0]);
    expect(annotationsOf({ shape, frames, groups })).toEqual({});
  });
});

it('an object that moves by whole pixels goes where it is heading', () => {
  const whole = fc.integer({ min: -1, max: 1 });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 20 }),
      whole,
      fc.nat({ max: 100 }),
      fc.integer({ min: 0, max: 20 }),
      (start, velocity, t, more) => {
        const span = start + more;
        expect(bounce(start, velocity, t + 1, span) - bounce(start, velocity, t, span)).toBe(heading(start, velocity, t, span));
      },
    ),
  );
});
