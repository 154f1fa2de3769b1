import { decode } from 'fast-png';
import { describe, expect, test } from 'vitest';
import { example, height, pixels, values, width } from './figures.fixture.ts';
import {
  type Colour,
  groupingFigure,
  groupingFigureSvg,
  imageGrid,
  imageGridSvg,
  type Picture,
  reconstructionGrid,
  reconstructionGridSvg,
} from './index.ts';
import { all, bytesOf, type Element, hostile, numbers, parseSvg, texts } from './markup.fixture.ts';
import { createPicture, drawTile, fillBox } from './picture.ts';

/** Paints the boxes and images of an SVG file, without its texts. */
function rasterize(svg: Element): Picture {
  const [width, height] = numbers(svg, 'width', 'height') as [number, number];
  const picture = createPicture(width, height, [1, 2, 3]);
  for (const mark of all(svg, 'rect, image')) {
    const [x, y, width, height] = numbers(mark, 'x', 'y', 'width', 'height') as [number, number, number, number];
    const fill = mark
      .getAttribute('fill')
      ?.match(/[0-9a-f]{2}/g)
      ?.map((part) => Number.parseInt(part, 16));
    if (fill) fillBox(picture, { x, y, width, height }, fill as [number, number, number] satisfies Colour);
    else {
      const tile = decode(bytesOf(mark.getAttribute('href')!));
      drawTile(picture, { ...tile, channels: 3, data: Uint8Array.from(tile.data) }, x, y, width / tile.width);
    }
  }
  return picture;
}

/** Returns the places at which two pictures differ, except ink at places that are blank in the second. */
function differences(a: Picture, b: Picture): number[] {
  return Array.from({ length: a.width * a.height }, (_, i) => i).filter((i) => {
    const [seen, drawn] = [a, b].map(({ data }) => [...data.subarray(3 * i, 3 * i + 3)]) as [number[], number[]];
    const isInk = new Set(seen).size === 1 && seen[0]! >= 32;
    return `${seen}` !== `${drawn}` && !(isInk && `${drawn}` === '255,255,255');
  });
}

const { shape, ...arrays } = example(3, 2);
const truth = Uint8Array.from({ length: pixels }, (_, i) => i % 4);
const grid = { ...arrays, truth, shape: { images: 3, components: 2, height, width, channels: 1 }, labels: ['one', 'two', 'three'] };
const sheet = { images: values(5 * pixels), shape: { images: 5, height, width, channels: 1 }, title: 'Five', scale: 2 };

describe('SVG figures', () => {
  test.each([
    ['groupingFigure', groupingFigure({ ...arrays, shape, truth }), groupingFigureSvg({ ...arrays, shape, truth })],
    ['reconstructionGrid', reconstructionGrid(grid), reconstructionGridSvg(grid)],
    ['imageGrid', imageGrid(sheet), imageGridSvg(sheet)],
  ])('%s shows pixel by pixel what its picture shows, but for the typeface', (_, picture, svg) => {
    const drawn = rasterize(parseSvg(svg));
    expect([drawn.width, drawn.height]).toEqual([picture.width, picture.height]);
    expect(differences(picture, drawn)).toEqual([]);
  });

  test('names, captions and legend are text', () => {
    const svg = parseSvg(groupingFigureSvg({ ...arrays, shape, truth, title: 'A title', axis: 'frame' }));
    const legend = ['component 1', 'component 2', 'even mix', 'other object', 'not scored'];
    const rows = ['frame', '1', '2', '3', 'input', 'true groups', 'soft assignment', 'component 1', 'component 2'];
    expect(texts(svg)).toEqual(['A title', ...rows, ...legend]);
  });

  test('every text starts inside the paper, and names end before their tiles', () => {
    const svg = parseSvg(groupingFigureSvg({ ...arrays, shape, truth }));
    const [first] = numbers(all(svg, 'image')[0]!, 'x');
    for (const name of all(svg, 'text').filter((text) => text.getAttribute('text-anchor') === 'end')) {
      expect(numbers(name, 'x')[0]).toBeLessThan(first!);
    }
  });

  test.each(hostile)('%s is only text', (title) => {
    const svg = parseSvg(groupingFigureSvg({ ...arrays, shape, title, axis: title }));
    expect(texts(svg).slice(0, 2)).toEqual([title, title]);
    expect(new Set(all(svg, '*').map(({ tagName }) => tagName))).toEqual(new Set(['rect', 'image', 'text']));
  });

  test('characters that XML forbids are replaced', () => {
    const svg = groupingFigureSvg({ ...arrays, shape, title: 'a\u0000b\u001fc\ud800d\uffffe' });
    expect(texts(parseSvg(svg))[0]).toBe('a\ufffdb\ufffdc\ufffdd\ufffde');
  });

  test('refuses what the picture refuses', () => {
    expect(() => groupingFigureSvg({ ...arrays, shape, scale: 0 })).toThrow('scale must be a whole number of at least 1, not 0');
  });
});
