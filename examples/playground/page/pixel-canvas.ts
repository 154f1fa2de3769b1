import type { Place } from '../shared/picture.ts';
import { h } from './dom.ts';

/** A canvas of few large pixels, with a mark on one of them. */
export interface PixelCanvas {
  /** The element to put into the page. */
  readonly frame: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  /** Marks a pixel, or removes the mark. */
  mark(place: Place | undefined): void;
  /** Returns the pixel at a point of the window; it may lie outside the canvas. */
  placeOf(event: { clientX: number; clientY: number }): Place;
}

export function pixelCanvas(attributes: Readonly<Record<string, string | number>>): PixelCanvas {
  const canvas = h('canvas', { width: 28, height: 28, ...attributes });
  const cursor = h('span', { class: 'mark', hidden: true, 'aria-hidden': 'true' });
  const frame = h('div', { class: 'pixels' }, canvas, cursor);
  return {
    frame,
    canvas,
    mark(place) {
      cursor.hidden = !place;
      if (!place) return;
      cursor.style.left = `${(100 * place.x) / canvas.width}%`;
      cursor.style.top = `${(100 * place.y) / canvas.height}%`;
      cursor.style.width = `${100 / canvas.width}%`;
      cursor.style.height = `${100 / canvas.height}%`;
    },
    placeOf({ clientX, clientY }) {
      const box = canvas.getBoundingClientRect();
      return {
        x: Math.floor(((clientX - box.left) / box.width) * canvas.width),
        y: Math.floor(((clientY - box.top) / box.height) * canvas.height),
      };
    },
  };
}
