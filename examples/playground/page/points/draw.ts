import type { Point } from '../../shared/points/data.ts';
import type { Plot } from './plot.ts';

/** Distance, as a share of the width, between the points of a stroke; arrow keys move by the same distance. */
const APART = 0.03;

const arrows: Readonly<Record<string, Point>> = {
  ArrowLeft: [-APART, 0],
  ArrowRight: [APART, 0],
  ArrowUp: [0, APART],
  ArrowDown: [0, -APART],
};

/** Lets the reader put points on a plane, by pointer and by keyboard, while `isOn` returns true. */
export function drawOn(plot: Plot, { isOn, add }: { isOn: () => boolean; add: (place: Point) => unknown }): void {
  const { element } = plot;
  let last: Point | undefined;
  let at: Point = [0.5, 0.5];
  element.setAttribute('tabindex', '0');
  element.addEventListener('pointerdown', (event) => {
    if (!isOn() || event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    last = plot.placeOf(event);
    add(last);
  });
  element.addEventListener('pointermove', (event) => {
    if (!last || !isOn()) return;
    const place = plot.placeOf(event);
    if (Math.hypot(place[0] - last[0], place[1] - last[1]) < APART) return;
    last = place;
    add(place);
  });
  for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, () => (last = undefined));
  element.addEventListener('blur', () => plot.cursor(undefined));
  element.addEventListener('keydown', (event) => {
    if (!isOn()) return;
    const arrow = arrows[event.key];
    if (arrow) at = [clamp(at[0] + arrow[0]), clamp(at[1] + arrow[1])];
    else if (event.key === ' ' || event.key === 'Enter') add(at);
    else return;
    event.preventDefault();
    plot.cursor(at);
  });
}

const clamp = (value: number) => Math.round(1000 * Math.max(0, Math.min(1, value))) / 1000;
