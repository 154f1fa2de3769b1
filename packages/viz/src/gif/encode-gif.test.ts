import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Colour, createPicture, type Picture } from '../picture.ts';
import { decodeGif } from './decode-gif.fixture.ts';
import { encodeGif, FigureArgumentError } from './index.ts';

const black: Colour = [0, 0, 0];
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
/** Up to 5 frames of one size, with at most 225 colours in all. */
const animations = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([width, height, count]) =>
    fc
      .array(bytes(width * height * 3), { minLength: count, maxLength: count })
      .map((frames) => frames.map((data): Picture => ({ width, height, channels: 3, data }))),
  );

const pixelsOf = ({ data }: Picture) => Array.from({ length: data.length / 3 }, (_, i) => String([...data.subarray(3 * i, 3 * i + 3)]));

/** Returns a wide picture with `colours` colours, and below them an area of one colour. */
function gradient(colours: number, shift: number): Picture {
  const picture = createPicture(colours, 4, [9, 200, 33]);
  for (let i = 0; i < colours; i++) picture.data.set([(i * 7 + shift) % 256, (i * 3) % 256, (i + Math.floor(i / 256) * 40) % 256], 3 * i);
  return picture;
}

describe('encodeGif', () => {
  test('few colours come back exactly, frame by frame', () => {
    fc.assert(
      fc.property(animations, (frames) => {
        const decoded = decodeGif(encodeGif(frames));
        expect(decoded.frames.map(({ picture }) => [...picture.data])).toEqual(frames.map(({ data }) => [...data]));
      }),
    );
  });

  test('a frame larger than one code table comes back exactly', () => {
    const picture = createPicture(300, 200, black);
    for (let i = 0; i < picture.data.length; i++) picture.data[i] = ((i * 7919) % 6) * 40;
    const decoded = decodeGif(encodeGif([picture, picture]));
    for (const { picture: seen } of decoded.frames) expect(Buffer.compare(seen.data, picture.data)).toBe(0);
  });

  test('255 colours are exact; of 256 and more, the frequent ones are, and the others are near', () => {
    for (const count of [255, 256, 700]) {
      const frames = [gradient(count - 1, 0)];
      const [{ picture } = { picture: frames[0]! }] = decodeGif(encodeGif(frames)).frames;
      const errors = [...picture.data].map((value, i) => Math.abs(value - frames[0]!.data[i]!));
      const field = errors.slice((count - 1) * 3);
      expect(Math.max(...field)).toBe(0);
      expect(Math.max(...errors)).toBeLessThanOrEqual(count === 255 ? 0 : 24);
      expect(Math.max(...errors) > 0).toBe(new Set(pixelsOf(frames[0]!)).size > 255);
    }
  });

  test('a colour is the same in every frame', () => {
    const frames = [gradient(400, 0), gradient(400, 11), gradient(400, 50)];
    const drawnAs = new Map<string, string>();
    decodeGif(encodeGif(frames)).frames.forEach(({ picture }, i) => {
      const seen = pixelsOf(picture);
      pixelsOf(frames[i]!).forEach((colour, pixel) => {
        expect(drawnAs.get(colour) ?? seen[pixel]).toBe(seen[pixel]);
        drawnAs.set(colour, seen[pixel]!);
      });
    });
    expect(drawnAs.size).toBeGreaterThan(255);
  });

  test('shows each frame for its time and starts over without end', () => {
    const frames = [0, 1, 2].map((i) => createPicture(2, 2, [i, i, i]));
    const { frames: seen, loops } = decodeGif(encodeGif(frames, { delay: 250, hold: 1500 }));
    expect(seen.map(({ delay }) => delay)).toEqual([250, 250, 1500]);
    expect(loops).toBe(0);
    expect(decodeGif(encodeGif(frames)).frames.map(({ delay }) => delay)).toEqual([200, 200, 200]);
  });

  test('frames that repeat take next to no room', () => {
    const picture = gradient(200, 0);
    const [one, ten] = [1, 10].map((count) => encodeGif(new Array<Picture>(count).fill(picture)).length);
    expect(ten! - one!).toBeLessThan(9 * 100);
  });

  const picture = createPicture(3, 2, black);
  test.each<[string, () => Uint8Array, string]>([
    ['frames', () => encodeGif([]), 'frames must be at least one picture, not an empty list'],
    ['frames', () => encodeGif([picture, createPicture(3, 1, black)]), 'frames must be all 3×2 as the first, not 3×1 at frame 1'],
    ['delay', () => encodeGif([picture], { delay: 10 }), 'delay must be a whole number from 20 to 600000, not 10'],
    ['hold', () => encodeGif([picture], { hold: 99.5 }), 'hold must be a whole number from 20 to 600000, not 99.5'],
  ])('refuses bad %s', (argument, encode, message) => {
    expect(encode).toThrow(FigureArgumentError);
    expect(encode).toThrow(message);
    expect(encode).toThrow(expect.objectContaining({ argument }));
  });
});
