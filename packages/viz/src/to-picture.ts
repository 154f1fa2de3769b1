import { createPicture, drawTile, fillBox, type Picture } from './picture.ts';
import { type Drawing, ink, leftOf, paper } from './sheet.ts';
import { drawText } from './text.ts';

/** Paints a drawing pixel by pixel. */
export function toPicture(drawing: Drawing): Picture {
  const picture = createPicture(drawing.width, drawing.height, paper);
  drawing.paint({
    box: (box, colour) => fillBox(picture, box, colour),
    tile: (tile, x, y, scale) => drawTile(picture, tile, x, y, scale),
    text: (line) => drawText(picture, line.text, leftOf(line), line.y, line.unit, ink),
  });
  return picture;
}
