import fc from 'fast-check';
import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { type Colour, createPicture, drawTile, fillBox, type Picture } from './picture.ts';
import { encodePng } from './png.ts';

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 })
      .map((data): Picture => ({ width, height, channels: 3, data })),
  );
const pixel = ({ width, data }: Picture, x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
const paper: Colour = [1, 2, 3];

describe('pictures', () => {
  test('a PNG decodes to the picture that was encoded', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const { width, height, channels, depth, data } = decode(encodePng(picture));
        expect({ width, height, channels, depth }).toEqual({ width: picture.width, height: picture.height, channels: 3, depth: 8 });
        expect([...data]).toEqual([...picture.data]);
      }),
    );
  });

  test('a tile is magnified pixel by pixel, and nothing else is touched', () => {
    fc.assert(
      fc.property(pictures, fc.nat(5), fc.nat(5), fc.integer({ min: 1, max: 4 }), (tile, left, top, scale) => {
        const [width, height] = [tile.width * scale, tile.height * scale];
        const picture = createPicture(left + width + 2, top + height + 3, paper);
        drawTile(picture, tile, left, top, scale);
        for (let y = 0; y < picture.height; y++) {
          for (let x = 0; x < picture.width; x++) {
            const inside = x >= left && y >= top && x < left + width && y < top + height;
            const expected = inside ? pixel(tile, Math.floor((x - left) / scale), Math.floor((y - top) / scale)) : [...paper];
            expect(pixel(picture, x, y)).toEqual(expected);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a box is filled to its edges', () => {
    const picture = createPicture(5, 4, paper);
    fillBox(picture, { x: 1, y: 2, width: 3, height: 1 }, [9, 8, 7]);
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 5; x++) expect(pixel(picture, x, y)).toEqual(y === 2 && x >= 1 && x <= 3 ? [9, 8, 7] : [...paper]);
    }
  });
});
