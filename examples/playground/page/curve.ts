import { h, svg } from './dom.ts';

/** A drawing of loss and score over training steps, which grows as they arrive. */
export interface Curve {
  readonly element: HTMLElement;
  add(step: number, loss: number): void;
  score(step: number, value: number): void;
}

const WIDTH = 360;
const HEIGHT = 150;
/** The largest number of points of a line; if there are more, neighbours are replaced by their mean. */
const MOST = 240;

interface Line {
  readonly path: SVGElement;
  points: { step: number; value: number }[];
}

export function curve(): Curve {
  const loss: Line = { path: svg('path', { class: 'loss' }), points: [] };
  const score: Line = { path: svg('path', { class: 'ami' }), points: [] };
  const labels = {
    high: svg('text', { x: 4, y: 12 }),
    low: svg('text', { x: 4, y: HEIGHT - 5 }),
    steps: svg('text', { x: WIDTH - 4, y: HEIGHT - 5, 'text-anchor': 'end' }),
  };
  const chart = svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': 'Loss, and agreement with the true objects, over training steps' },
    loss.path,
    score.path,
    ...Object.values(labels),
  );
  const element = h(
    'figure',
    { class: 'curve' },
    h('div', { class: 'chart' }),
    h('figcaption', { class: 'caption' }, h('span', { class: 'key loss' }, 'loss'), h('span', { class: 'key ami' }, 'AMI, from 0 to 1')),
  );
  element.firstElementChild!.append(chart);
  let due = false;

  const draw = () => {
    due = false;
    const last = Math.max(1, loss.points.at(-1)?.step ?? 1, score.points.at(-1)?.step ?? 1);
    const values = loss.points.map(({ value }) => Math.log(value));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const x = (step: number) => (step / last) * WIDTH;
    const y = (share: number) => HEIGHT - 18 - share * (HEIGHT - 34);
    loss.path.setAttribute('d', pathOf(loss.points.map(({ step, value }) => [x(step), y((Math.log(value) - low) / (high - low || 1))])));
    score.path.setAttribute('d', pathOf(score.points.map(({ step, value }) => [x(step), y(Math.max(0, value))])));
    if (loss.points.length === 0) return;
    labels.high.textContent = `loss ${Math.exp(high).toFixed(0)}`;
    labels.low.textContent = `loss ${Math.exp(low).toFixed(0)}`;
    labels.steps.textContent = `step ${last}`;
  };
  const add = (line: Line, step: number, value: number) => {
    line.points.push({ step, value });
    if (line.points.length > MOST) line.points = halved(line.points);
    if (due) return;
    due = true;
    requestAnimationFrame(draw);
  };
  return { element, add: (step, value) => add(loss, step, value), score: (step, value) => add(score, step, value) };
}

const pathOf = (points: readonly (readonly [number, number])[]) =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

function halved(points: Line['points']): Line['points'] {
  return Array.from({ length: Math.ceil(points.length / 2) }, (_, i) => {
    const [a, b = a] = points.slice(2 * i, 2 * i + 2);
    return { step: b!.step, value: (a!.value + b!.value) / 2 };
  });
}
