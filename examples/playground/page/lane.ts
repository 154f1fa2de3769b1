import { canGroup, modelName } from '../shared/models.ts';
import type { Place } from '../shared/picture.ts';
import type { Verdict } from '../shared/protocol.ts';
import { type LaneState, limits, type Method, methods, type Source } from '../shared/state.ts';
import { rolloutView } from './balls/rollout-view.ts';
import { componentTiles } from './components.ts';
import { h } from './dom.ts';
import { equationPanel } from './equations.ts';
import type { Moment } from './moment.ts';
import { onNumber } from './number-field.ts';
import { assignment, type Colour, fill } from './paint.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import type { Pointer } from './pointer.ts';
import { verdictText } from './verdict.ts';

export const methodNames: Readonly<Record<Method, string>> = {
  'rnn-em': 'RNN‑EM',
  'n-em': 'N‑EM',
  'r-nem': 'Relational N‑EM',
  mixture: 'EM mixture',
  'k-means': 'k‑means',
  own: 'Your RNN‑EM',
};

const SCORE =
  'AMI (adjusted mutual information) compares these colours with the true objects: 1 is a perfect match, 0 is what chance would give. Pixels of the background and of overlaps do not count.';

/** The reason why a method does well or badly, for methods that learn nothing. */
const notes: Partial<Record<Method, string>> = {
  'k-means':
    'k‑means knows nothing about shapes. It is told which pixels are lit, and looks only at where they are. Compact shapes that lie apart are easy for it: it may even reach an AMI of 1. Shapes that touch or overlap are hard.',
  mixture:
    'The mixture knows nothing about shapes. It is told which pixels are lit, and fits a bell curve to the places of each group. Shapes that lie apart are easy for it; shapes that overlap are hard.',
};

/** The view of one grouping: its settings, assignment, components and equations. */
export interface LaneView {
  readonly element: HTMLElement;
  configure(lane: LaneState, source: Source, options: { hasOwn: boolean }): void;
  show(moment: Moment | undefined, colours: readonly Colour[]): void;
  /** Tells the reader whether the model knows pictures of this kind. */
  judge(verdict: Verdict | undefined): void;
  look(place: Place | undefined): void;
  fail(message: string | undefined): void;
}

export function createLane(name: string, change: (changes: Partial<LaneState>) => void, { look, knock }: Pointer): LaneView {
  const method = h('select', { 'aria-label': 'Model' }, ...methods.map((value) => h('option', { value }, methodNames[value])));
  const components = h('input', { type: 'number', min: 1, max: limits.components, step: 1 });
  const seed = h('input', { type: 'number', min: 0, max: limits.seed, step: 1 });
  const score = h('output', { class: 'score' });
  const message = h('p', { class: 'problem', role: 'alert', hidden: true });
  const view = pixelCanvas({ role: 'img', 'aria-label': `${name}: who answers for each pixel` });
  const note = h('p', { class: 'caption' });
  const verdict = h('p', { class: 'caption verdict', hidden: true });
  const tiles = componentTiles();
  const rollout = rolloutView(view.frame, knock);
  const equations = equationPanel();
  const element = h(
    'section',
    { class: 'panel lane', 'aria-label': name },
    h(
      'div',
      { class: 'settings' },
      method,
      h('label', { title: 'How many components share the pixels' }, 'K ', components),
      h('label', { title: 'Number of the random start' }, 'Seed ', seed),
      score,
    ),
    message,
    h(
      'div',
      { class: 'grouping' },
      rollout.element,
      h(
        'div',
        { class: 'assignment' },
        view.frame,
        h(
          'p',
          { class: 'caption who' },
          'Each pixel has the colour of the component that answers for it; where several share it, their colours are mixed.',
        ),
        h('p', { class: 'caption' }, SCORE),
        verdict,
        note,
      ),
      tiles.element,
      equations.element,
    ),
  );

  method.addEventListener('change', () => change({ method: method.value as Method }));
  onNumber(components, (value) => change({ components: value }));
  onNumber(seed, (value) => change({ seed: value }));
  view.canvas.addEventListener('pointermove', (event) => look(view.placeOf(event)));
  view.canvas.addEventListener('pointerdown', (event) => knock(view.placeOf(event)));
  view.canvas.addEventListener('pointerleave', () => look(undefined));

  let shown: Moment | undefined;
  let place: Place | undefined;
  return {
    element,
    configure(lane, source, { hasOwn }) {
      method.value = lane.method;
      for (const option of method.options) {
        const value = option.value as Method;
        option.disabled = !canGroup(value, source) || (value === 'own' && !hasOwn);
      }
      components.value = String(lane.components);
      seed.value = String(lane.seed);
      equations.configure(lane.method);
      const onlyLooks = source === 'balls' && !modelName(lane.method, source);
      note.textContent = `${notes[lane.method] ?? ''}${onlyLooks ? ' It predicts nothing: it groups true frames to the end.' : ''}`;
    },
    show(moment, colours) {
      shown = moment;
      equations.highlight(moment?.at ?? 0);
      if (!moment) return;
      const { gamma, target, height, width, score: value } = moment.assigned;
      fill(view.canvas, height, width, assignment(gamma, target, colours));
      tiles.show(moment, colours);
      rollout.show(moment.assigned, colours);
      tiles.look(place, shown);
      score.textContent = value === null ? '' : `AMI ${Math.max(0, value).toFixed(2)}`;
    },
    judge(given) {
      verdict.hidden = !given;
      verdict.textContent = given ? verdictText(given) : '';
      verdict.dataset.likeness = given?.likeness ?? '';
    },
    look(next) {
      place = next;
      view.mark(place);
      tiles.look(place, shown);
    },
    fail(text) {
      message.hidden = text === undefined;
      message.textContent = text ?? '';
    },
  };
}
