import { expect, it } from 'vitest';
import { keepNumbers } from './numbers.ts';

/** Makes a frame from text: each digit is a label, each dot is background. */
const frame = (...rows: string[]) => Uint8Array.from(rows.join(''), (letter) => (letter === '.' ? 0 : Number(letter)));
const numbers = (...frames: Uint8Array[]) => keepNumbers(frames, 6).map((one) => Object.fromEntries(one));

it('gives an object the number of the mask that it overlaps', () => {
  expect(numbers(frame('11..22', '11..22'), frame('22..11', '22..11'))).toEqual([
    { 1: 1, 2: 2 },
    { 1: 2, 2: 1 },
  ]);
});

it('gives one that overlaps none the number of the nearest, and a new one the next', () => {
  expect(numbers(frame('1.....', '....22'), frame('.2....', '33..11'))).toEqual([
    { 1: 1, 2: 2 },
    { 1: 2, 2: 1, 3: 3 },
  ]);
});

it('remembers the number of an object that was hidden', () => {
  expect(numbers(frame('11..22'), frame('11....'), frame('22..11'))).toEqual([{ 1: 1, 2: 2 }, { 1: 1 }, { 1: 2, 2: 1 }]);
});

it('has no numbers where nothing is', () => {
  expect(numbers(frame('......'), frame('..1...'))).toEqual([{}, { 1: 1 }]);
});
