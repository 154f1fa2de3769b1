import { type Lesson, lessons } from '../shared/lessons.ts';
import { byId, h } from './dom.ts';
import type { Store } from './store.ts';

/** Sets up the list of lessons, and the panel beside the figure that a lesson is about. */
export function createLessons(store: Store, play: Readonly<Record<'playground' | 'points', () => void>>): void {
  byId('lesson-list').append(...lessons.map(item));
  const title = h('h3', { tabindex: -1 });
  const text = h('p');
  const task = h('p', { class: 'task' });
  const back = h('button', { type: 'button' }, 'Back');
  const next = h('button', { type: 'button', class: 'primary' }, 'Next');
  const close = h('button', { type: 'button' }, 'End the lesson');
  const panel = h(
    'aside',
    { class: 'panel lesson', 'aria-label': 'Lesson' },
    title,
    text,
    task,
    h('div', { class: 'buttons' }, back, next, close),
  );

  const go = (lesson: number, step: number) => {
    const found = lessons[lesson - 1]?.steps[step];
    // Settings that a lesson does not name get their defaults.
    store.update({ lesson: { number: found ? lesson : 0, step: found ? step : 0 }, ...(found ? { at: 0, ...found.show } : {}) });
    if (found?.plays) play[found.figure]();
  };
  const show = () => {
    const { number, step } = store.state.lesson;
    const lesson = lessons[number - 1];
    const now = lesson?.steps[step];
    if (!lesson || !now) return panel.remove();
    title.textContent = `Lesson ${number}, ${step + 1} of ${lesson.steps.length}: ${lesson.title}`;
    text.textContent = now.text;
    task.textContent = now.task;
    back.disabled = step === 0;
    next.textContent = step + 1 < lesson.steps.length ? 'Next' : number < lessons.length ? 'Next lesson' : 'Done';
    byId(now.figure === 'points' ? 'points-figure' : 'playground').prepend(panel);
    panel.scrollIntoView({ block: 'start' });
    title.focus({ preventScroll: true });
  };
  back.addEventListener('click', () => go(store.state.lesson.number, store.state.lesson.step - 1));
  next.addEventListener('click', () => {
    const { number, step } = store.state.lesson;
    if (step + 1 < lessons[number - 1]!.steps.length) go(number, step + 1);
    else go(number + 1, 0);
  });
  close.addEventListener('click', () => go(0, 0));
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#lesson="]') : null;
    if (!link) return;
    event.preventDefault();
    go(Number(new URLSearchParams(link.hash.slice(1)).get('lesson')), 0);
  });
  store.subscribe((state, before) => state.lesson !== before.lesson && show());
  // An address that names only a lesson begins the lesson; an address with more in it shows the state in which a reader left the lesson.
  const { number, step } = store.state.lesson;
  if (number > 0 && new URLSearchParams(location.hash.slice(1)).size === 1) go(number, step);
  else show();
}

const item = ({ title, about, steps }: Lesson, index: number) =>
  h('li', {}, h('a', { href: `#lesson=${index + 1}` }, title), h('span', { class: 'caption' }, ` ${about} (${steps.length} steps)`));
