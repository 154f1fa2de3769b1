import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tools } from '../page/tools.ts';
import { addTo, brush, erase, moveTo, objectAt, objectOf, pixelsOf, render, SIDE } from '../shared/picture.ts';
import { stampAt, surprise } from '../shared/shapes.ts';

const pixels = fc.uniqueArray(fc.integer({ min: 0, max: SIDE * SIDE - 1 }), { minLength: 1, maxLength: 80 });
const sorted = (values: Iterable<number>) => [...values].sort((a, b) => a - b);

test('an object covers the pixels that it was made of', () => {
  fc.assert(
    fc.property(pixels, (covered) => {
      expect(sorted(pixelsOf(objectOf(covered)!))).toEqual(sorted(covered));
    }),
  );
});

test('a moved object stays inside the picture, whole', () => {
  const place = fc.record({ x: fc.integer({ min: -50, max: 80 }), y: fc.integer({ min: -50, max: 80 }) });
  fc.assert(
    fc.property(pixels, place, (covered, to) => {
      const { x, y, width, height, bits } = moveTo(objectOf(covered)!, to);
      expect([x >= 0, y >= 0, x + width <= SIDE, y + height <= SIDE, bits]).toEqual([true, true, true, true, objectOf(covered)!.bits]);
    }),
  );
});

test('pixels of two objects belong to neither', () => {
  const [square, triangle] = [stampAt('square', { x: 10, y: 10 }), stampAt('triangle', { x: 13, y: 12 })];
  const { pixels: image, truth } = render([square, triangle]);
  const [first, second] = [new Set(pixelsOf(square)), new Set(pixelsOf(triangle))];
  for (let i = 0; i < image.length; i++) {
    expect(image[i]).toBe(first.has(i) || second.has(i) ? 1 : 0);
    expect(truth[i]).toBe(first.has(i) && second.has(i) ? 0 : first.has(i) ? 1 : second.has(i) ? 2 : 0);
  }
});

test('what was erased is gone from every object, and nothing else', () => {
  fc.assert(
    fc.property(pixels, pixels, pixels, (one, two, gone) => {
      const left = erase([objectOf(one)!, objectOf(two)!], gone);
      const expected = [one, two].map((covered) => sorted(covered.filter((pixel) => !gone.includes(pixel)))).filter(({ length }) => length);
      expect(left.map((object) => sorted(pixelsOf(object)))).toEqual(expected);
    }),
  );
});

test('a brush leaves no gap', () => {
  const drawn = new Set(brush({ x: 2, y: 3 }, { x: 20, y: 11 }));
  for (let x = 2; x <= 20; x++) expect([...drawn].some((pixel) => pixel % SIDE === x)).toBe(true);
});

test('the hole of a square belongs to it for a hand that drags', () => {
  const square = stampAt('square', { x: 10, y: 10 });
  expect(objectAt([square], { x: 10, y: 10 })).toBe(0);
  expect(objectAt([square], { x: 1, y: 1 })).toBe(-1);
});

test('surprises are three shapes, the same for the same number', () => {
  expect(surprise(5)).toEqual(surprise(5));
  expect(surprise(5)).not.toEqual(surprise(6));
  for (const scene of [0, 1, 2, 3])
    expect(surprise(scene).map(({ bits }) => [...bits].filter((bit) => bit === '1').length)).toSatisfy(
      (sizes: number[]) => sizes.length === 3 && sizes.every((size) => size === 40 || size === 48),
    );
});

test('tools: a stroke on an object adds to it, another makes a new one, a stamp can be dragged before it is let go', () => {
  const square = stampAt('square', { x: 10, y: 10 });
  const corner = { x: square.x, y: square.y };
  expect(tools.draw.begin([square], corner).move({ x: 2, y: 2 }).objects).toHaveLength(1);
  expect(tools.draw.begin([square], { x: 20, y: 20 }).move({ x: 22, y: 20 }).objects).toHaveLength(2);
  const stamped = tools.triangle.begin([], { x: 10, y: 10 }).move({ x: 12, y: 15 }).objects[0]!;
  expect(stamped).toEqual(stampAt('triangle', { x: 12, y: 15 }));
  expect(addTo([square], -1, []).objects).toEqual([square]);
});
