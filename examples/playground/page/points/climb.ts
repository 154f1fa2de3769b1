import { decimal, h, svg } from '../dom.ts';

const WIDTH = 360;
const HEIGHT = 260;

/**
 * A drawing of the log-likelihood of each step, with a mark on the present step and a dashed line at the value that a better start reaches.
 */
export interface Climb {
  readonly element: HTMLElement;
  show(values: readonly number[], reachable: number | undefined): void;
}

export function createClimb(): Climb {
  const line = svg('path', { class: 'ami' });
  const goal = svg('path', { class: 'goal' });
  const dot = svg('circle', { r: 4, class: 'now' });
  const high = svg('text', { x: 4, y: 12 });
  const low = svg('text', { x: 4, y: HEIGHT - 5 });
  const steps = svg('text', { x: WIDTH - 4, y: HEIGHT - 5, 'text-anchor': 'end' });
  const chart = svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': 'Log-likelihood over steps' },
    goal,
    line,
    dot,
    high,
    low,
    steps,
  );
  const box = h('div', { class: 'chart' });
  box.append(chart);
  const element = h(
    'figure',
    { class: 'curve' },
    h('h4', {}, 'Log-likelihood'),
    box,
    h(
      'figcaption',
      { class: 'caption' },
      h('span', { class: 'key ami' }, 'log-likelihood of a point, which no step of EM lowers'),
      h('span', { class: 'key goal' }, 'where a good start ends'),
    ),
  );
  return {
    element,
    show(values, reachable) {
      const all = reachable === undefined ? values : [...values, reachable];
      const [least, most] = [Math.min(...all), Math.max(...all)];
      const y = (value: number) => HEIGHT - 20 - ((value - least) / (most - least || 1)) * (HEIGHT - 36);
      const x = (step: number) => 10 + (step / Math.max(10, values.length - 1)) * (WIDTH - 20);
      line.setAttribute('d', values.map((value, step) => `${step === 0 ? 'M' : 'L'}${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join(''));
      goal.setAttribute('d', reachable === undefined ? '' : `M0 ${y(reachable).toFixed(1)}H${WIDTH}`);
      dot.setAttribute('cx', x(values.length - 1).toFixed(1));
      dot.setAttribute('cy', y(values.at(-1)!).toFixed(1));
      high.textContent = decimal(most);
      low.textContent = decimal(least);
      steps.textContent = `step ${values.length - 1}`;
    },
  };
}
