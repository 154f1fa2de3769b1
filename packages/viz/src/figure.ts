import type { Colour, Picture } from './picture.ts';
import { createSheet, type Drawing, type Sheet } from './sheet.ts';
import { capHeight, textWidth } from './text.ts';

/** A row of tiles with its name at the left; `colour` draws a bar of that colour beside the name. */
export interface Row {
  readonly name: string;
  readonly tiles: readonly Picture[];
  readonly colour?: Colour;
}

/** Rows that share captions and colour bars above their columns; `axis`, at the left, says what the captions count. */
export interface Band {
  readonly rows: readonly Row[];
  readonly captions?: readonly string[];
  readonly axis?: string;
  readonly colours?: readonly Colour[];
}

export interface LegendEntry {
  readonly name: string;
  readonly colour: Colour;
}

export interface Figure {
  readonly title?: string | undefined;
  /** All tiles have the same size. */
  readonly bands: readonly Band[];
  readonly legend?: readonly LegendEntry[];
  /** Picture pixels per tile pixel. */
  readonly scale: number;
  /** Thickness of a letter's stroke in picture pixels. Default: it grows with the tiles. */
  readonly unit?: number;
}

const outline: Colour = [128, 128, 128];

/** Returns the sizes, in picture pixels, that all bands of a figure share. */
function measure({ bands, scale, unit: givenUnit }: Figure) {
  const rows = bands.flatMap((band) => band.rows);
  const tile = rows[0]!.tiles[0]!;
  const [width, height] = [tile.width * scale, tile.height * scale];
  const unit = givenUnit ?? Math.max(2, Math.round(width / 40));
  const widest = (names: readonly string[]) => unit * Math.max(0, ...names.map(textWidth));
  const names = widest([...rows.map((row) => row.name), ...bands.map((band) => band.axis ?? '')]);
  const bar = rows.some((row) => row.colour) ? 3 * unit : 0;
  const margin = 5 * unit;
  return {
    scale,
    width,
    height,
    unit,
    margin,
    bar,
    /** Where names end and tiles begin. */
    names: margin + names,
    tiles: margin + names + (names > 0 ? 3 * unit : 0) + bar,
    /** Distance from one column to the next: gaps between captions must be wider than gaps between words. */
    pitch: Math.max(width + 2 * unit, widest(bands.flatMap((band) => band.captions ?? [])) + 6 * unit),
  };
}
type Size = ReturnType<typeof measure>;

function drawRow(sheet: Sheet, row: Row, size: Size, y: number): void {
  const { unit, width, height } = size;
  sheet.text({ text: row.name, x: size.names, y: y + Math.floor((height - capHeight * unit) / 2), unit, anchor: 'end' });
  if (row.colour) sheet.box({ x: size.tiles - size.bar, y, width: 2 * unit, height }, row.colour);
  for (const [i, tile] of row.tiles.entries()) {
    const x = size.tiles + i * size.pitch;
    sheet.box({ x: x - 1, y: y - 1, width: width + 2, height: height + 2 }, outline);
    sheet.tile(tile, x, y, size.scale);
  }
}

/** Draws captions, then rows, and returns where the band ends. */
function drawBand(sheet: Sheet, { rows, captions = [], axis = '', colours = [] }: Band, size: Size, top: number): number {
  const { unit } = size;
  const left = (column: number) => size.tiles + column * size.pitch;
  let y = top;
  if (captions.length > 0) {
    sheet.text({ text: axis, x: size.names, y, unit, anchor: 'end' });
    for (const [i, text] of captions.entries()) {
      // The axis stands centred above its tiles. If it is much wider, it starts at their left edge, so that it never covers the names.
      const wider = unit * textWidth(text) > size.width + 4 * unit;
      sheet.text({ text, x: left(i) + (wider ? 0 : size.width / 2), y, unit, anchor: wider ? 'start' : 'middle' });
    }
    y += (capHeight + 4) * unit;
  }
  for (const [i, colour] of colours.entries()) sheet.box({ x: left(i), y, width: size.width, height: 2 * unit }, colour);
  if (colours.length > 0) y += 3 * unit;
  for (const row of rows) {
    drawRow(sheet, row, size, y);
    y += size.height + 2 * unit;
  }
  return y - 2 * unit;
}

/** Draws swatches with their names in a line, and begins a new line before the right end of the figure. */
function drawLegend(sheet: Sheet, legend: readonly LegendEntry[], { unit, margin }: Size, top: number): void {
  const limit = sheet.right();
  const swatch = capHeight * unit;
  let [x, y] = [margin, top];
  for (const { name, colour } of legend) {
    const width = swatch + (3 + textWidth(name)) * unit;
    if (x > margin && x + width > limit) [x, y] = [margin, y + swatch + 4 * unit];
    sheet.box({ x, y, width: swatch, height: swatch }, outline);
    sheet.box({ x: x + 1, y: y + 1, width: swatch - 2, height: swatch - 2 }, colour);
    sheet.text({ text: name, x: x + swatch + 3 * unit, y, unit });
    x += width + 7 * unit;
  }
}

/** Draws a figure from the top down: title, bands, legend. */
export function drawFigure(figure: Figure): Drawing {
  const size = measure(figure);
  const { unit, margin } = size;
  const sheet = createSheet();
  let y = margin;
  if (figure.title) {
    sheet.text({ text: figure.title, x: margin, y, unit });
    y += (capHeight + 8) * unit;
  }
  for (const band of figure.bands) y = drawBand(sheet, band, size, y) + 5 * unit;
  if (figure.legend) drawLegend(sheet, figure.legend, size, y);
  return sheet.cut(margin);
}
