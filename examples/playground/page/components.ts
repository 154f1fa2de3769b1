import type { Place } from '../shared/picture.ts';
import { h } from './dom.ts';
import type { Moment } from './moment.ts';
import { type Colour, css, fill, lit } from './paint.ts';
import { type PixelCanvas, pixelCanvas } from './pixel-canvas.ts';

/** A tile for each component, with its prediction and its share of the pixel at which the reader points. */
export interface ComponentTiles {
  readonly element: HTMLElement;
  show(moment: Moment, colours: readonly Colour[]): void;
  look(place: Place | undefined, moment: Moment | undefined): void;
}

interface Tile {
  readonly element: HTMLElement;
  readonly view: PixelCanvas;
  readonly bar: HTMLElement;
  readonly share: HTMLElement;
}

export function componentTiles(): ComponentTiles {
  const list = h('ol', { class: 'components', 'aria-label': 'What each component predicts' });
  const reading = h('p', { class: 'caption reading' });
  const element = h('div', { class: 'predictions' }, list, reading);
  let tiles: Tile[] = [];

  const resize = (count: number, colours: readonly Colour[]) => {
    if (tiles.length === count) return;
    tiles = Array.from({ length: count }, (_, k) => createTile(k, colours[k]!));
    list.replaceChildren(...tiles.map((tile) => tile.element));
    list.dataset.count = String(count);
  };

  return {
    element,
    show({ predicted }, colours) {
      const { means, height, width } = predicted;
      const D = height * width;
      resize(means.length / D, colours);
      for (const [k, { view }] of tiles.entries()) fill(view.canvas, height, width, (i) => lit(colours[k]!, means[k * D + i]!));
    },
    look(place, moment) {
      const frame = moment?.assigned;
      const inside = place && frame && place.x >= 0 && place.y >= 0 && place.x < frame.width && place.y < frame.height ? place : undefined;
      const pixel = inside && frame ? inside.y * frame.width + inside.x : 0;
      reading.textContent = inside
        ? `Pixel in row ${inside.y + 1}, column ${inside.x + 1}: each component’s share of it`
        : 'What each component predicts. Point at a pixel to see its shares.';
      for (const [k, { view, bar, share }] of tiles.entries()) {
        view.mark(inside);
        const value = inside && frame ? frame.gamma[k * frame.height * frame.width + pixel]! : 0;
        bar.style.width = `${100 * value}%`;
        share.textContent = inside ? `${Math.round(100 * value)} %` : '';
      }
    },
  };
}

function createTile(k: number, colour: Colour): Tile {
  const view = pixelCanvas({ role: 'img', 'aria-label': `Prediction of component ${k + 1}` });
  const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
  const bar = h('span', { class: 'bar-fill' });
  const share = h('span', { class: 'share-value' });
  swatch.style.background = css(colour);
  bar.style.background = css(colour);
  const element = h(
    'li',
    {},
    view.frame,
    h('div', { class: 'component' }, swatch, `${k + 1}`, share),
    h('div', { class: 'share-bar' }, bar),
  );
  return { element, view, bar, share };
}
