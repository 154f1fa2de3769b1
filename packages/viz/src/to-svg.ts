import { base64 } from './base64.ts';
import { hex } from './colour.ts';
import { escapeMarkup } from './escape.ts';
import type { Box, Colour } from './picture.ts';
import { encodePng } from './png.ts';
import { type Drawing, ink, paper } from './sheet.ts';
import { capHeight } from './text.ts';

/** Height of capitals over the font size. It is above that of usual sans-serif typefaces, so that wide ones fit the measured places, too. */
const capShare = 0.76;

/** Paints a drawing as the text of an SVG file: tiles as PNG images inside it, letters as text in the reader's sans-serif typeface. */
export function toSvg({ width, height, paint }: Drawing): string {
  const marks: string[] = [];
  const rect = ({ x, y, width, height }: Box, colour: Colour) =>
    marks.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${hex(colour)}"/>`);
  rect({ x: 0, y: 0, width, height }, paper);
  paint({
    box: rect,
    tile(tile, x, y, scale) {
      const place = `x="${x}" y="${y}" width="${tile.width * scale}" height="${tile.height * scale}"`;
      marks.push(`<image ${place} preserveAspectRatio="none" href="data:image/png;base64,${base64(encodePng(tile))}"/>`);
    },
    text({ text, x, y, unit, anchor = 'start' }) {
      const size = ((capHeight * unit) / capShare).toFixed(1);
      marks.push(`<text x="${x}" y="${y + capHeight * unit}" font-size="${size}" text-anchor="${anchor}">${escapeMarkup(text)}</text>`);
    },
  });
  // Both ask for sharp pixels: older programs know the attribute, browsers know the style.
  const root = `xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const look = `font-family="system-ui, sans-serif" fill="${hex(ink)}" image-rendering="optimizeSpeed" style="image-rendering:pixelated"`;
  return `<svg ${root} ${look}>\n${marks.join('\n')}\n</svg>\n`;
}
