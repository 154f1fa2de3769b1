import type { Axis, Point } from '../../shared/points/data.ts';
import { svg } from '../dom.ts';

/** Width and height of the plane in the units of the drawing; `ROOM` is the space around it for the axes. */
const SIDE = 300;
const ROOM = { left: 30, right: 6, top: 6, bottom: 30 };

/** An ellipse about a centre: the covariance [xx, xy, yy], drawn at one and two standard deviations. */
export interface Spot {
  readonly centre: Point;
  readonly covariance?: readonly [number, number, number];
  readonly colour: string;
}

/** A plane with points in colour and spots on it. */
export interface Plot {
  readonly element: SVGElement;
  /** Shows named axes, or a plane without axes. */
  axes(axes: readonly [Axis, Axis] | undefined): void;
  show(points: readonly Point[], colours: (index: number) => string, spots: readonly Spot[]): void;
  /** Marks the place at which the keyboard draws, or removes the mark. */
  cursor(place: Point | undefined): void;
  /** Returns the place on the plane at a point of the window. */
  placeOf(event: { clientX: number; clientY: number }): Point;
}

const px = ([x, y]: Point): Point => [ROOM.left + x * SIDE, ROOM.top + (1 - y) * SIDE];

export function createPlot(label: string): Plot {
  const dots = svg('g', { class: 'dots' });
  const shapes = svg('g', { class: 'spots' });
  const scale = svg('g', { class: 'axes' });
  const mark = svg('path', { class: 'cursor', d: 'M-7 0H7M0 -7V7', visibility: 'hidden' });
  const plane = svg('rect', { class: 'plane', x: ROOM.left, y: ROOM.top, width: SIDE, height: SIDE, rx: 4 });
  const frame = { x: ROOM.left, y: ROOM.top, width: SIDE, height: SIDE };
  // The inner drawing clips everything that reaches beyond the plane.
  const within = svg('svg', { ...frame, viewBox: Object.values(frame).join(' ') }, dots, shapes);
  const size = `0 0 ${ROOM.left + SIDE + ROOM.right} ${ROOM.top + SIDE + ROOM.bottom}`;
  const element = svg('svg', { class: 'plot', viewBox: size, role: 'img', 'aria-label': label }, plane, within, scale, mark);

  return {
    element,
    axes(axes) {
      scale.replaceChildren(...(axes ? [...labels(axes[0], false), ...labels(axes[1], true)] : []));
    },
    show(points, colours, spots) {
      while (dots.childElementCount > points.length) dots.lastElementChild!.remove();
      while (dots.childElementCount < points.length) dots.append(svg('circle', { r: 3.4 }));
      for (const [i, dot] of [...dots.children].entries()) {
        const [x, y] = px(points[i]!);
        dot.setAttribute('cx', x.toFixed(1));
        dot.setAttribute('cy', y.toFixed(1));
        dot.setAttribute('fill', colours(i));
      }
      shapes.replaceChildren(...spots.flatMap(drawn));
    },
    cursor(place) {
      mark.setAttribute('visibility', place ? 'visible' : 'hidden');
      if (place) mark.setAttribute('transform', `translate(${px(place).join()})`);
    },
    placeOf({ clientX, clientY }) {
      const box = plane.getBoundingClientRect();
      const within = (value: number) => Math.round(1000 * Math.max(0, Math.min(1, value))) / 1000;
      return [within((clientX - box.left) / box.width), within(1 - (clientY - box.top) / box.height)];
    },
  };
}

function drawn({ centre, covariance, colour }: Spot): SVGElement[] {
  const [x, y] = px(centre);
  const cross = svg('path', { class: 'centre', d: 'M-5 -5L5 5M-5 5L5 -5', transform: `translate(${x.toFixed(1)},${y.toFixed(1)})` });
  if (!covariance) return [cross];
  const [xx, xy, yy] = covariance;
  // The axes of an ellipse are the eigenvectors of the covariance; downwards is positive in a drawing.
  const half = Math.hypot((xx - yy) / 2, xy);
  const [long, short] = [(xx + yy) / 2 + half, Math.max(0, (xx + yy) / 2 - half)];
  const turn = (-90 / Math.PI) * Math.atan2(2 * xy, xx - yy);
  const ellipse = (deviations: number) =>
    svg('ellipse', {
      class: deviations === 1 ? 'inner' : 'outer',
      cx: x.toFixed(1),
      cy: y.toFixed(1),
      rx: (deviations * SIDE * Math.sqrt(long)).toFixed(1),
      ry: (deviations * SIDE * Math.sqrt(short)).toFixed(1),
      transform: `rotate(${turn.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})`,
      stroke: colour,
      fill: colour,
    });
  return [ellipse(2), ellipse(1), cross];
}

function labels({ name, from, to }: Axis, upright: boolean): SVGElement[] {
  const step = to - from > 10 ? 20 : 1;
  const ticks = Array.from({ length: Math.floor(to / step) - Math.ceil(from / step) + 1 }, (_, i) => (Math.ceil(from / step) + i) * step);
  const at = (value: number) => (value - from) / (to - from);
  const numbers = ticks.map((value) => {
    const [x, y] = upright ? px([0, at(value)]) : px([at(value), 0]);
    const place = upright ? { x: x - 5, y: y + 3, 'text-anchor': 'end' } : { x, y: y + 12, 'text-anchor': 'middle' };
    return svg('text', place, String(value));
  });
  const [x, y] = upright ? [9, ROOM.top + SIDE / 2] : [ROOM.left + SIDE / 2, ROOM.top + SIDE + 25];
  return [...numbers, svg('text', { x, y, 'text-anchor': 'middle', ...(upright ? { transform: `rotate(-90 ${x} ${y})` } : {}) }, name)];
}
