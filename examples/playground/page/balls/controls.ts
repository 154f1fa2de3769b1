import { type BallCount, type BallsState, ballCounts, isUnseen } from '../../shared/balls/state.ts';
import { modelName } from '../../shared/models.ts';
import type { Place } from '../../shared/picture.ts';
import type { Frame } from '../../shared/protocol.ts';
import { showing } from '../../shared/show-source.ts';
import { byId, radios } from '../dom.ts';
import type { Store } from '../store.ts';
import { knocked } from './knock.ts';

/** The controls of the bouncing balls. */
export interface BallsControls {
  /** Says whether the model reads true frames or its own; `frame` is the one that is shown. */
  show(frame: Frame | undefined): void;
  /** Knocks the ball at a place of the frame that is shown. */
  knock(place: Place): void;
}

const SEEN = 'Click a ball near its edge: it gets a push away from there. The model sees it, as long as it reads true frames.';
const UNSEEN =
  'Click a ball to knock it. The true ball gets a push that the model cannot see; the model’s own ball is moved by two pixels in the frame that it reads next.';

export function createBalls(store: Store): BallsControls {
  const phase = byId('balls-phase');
  const hint = byId('picture-hint');
  const told = byId('balls-told');
  const given = byId<HTMLInputElement>('balls-given');
  const undo = byId<HTMLButtonElement>('balls-undo');
  let shown: Frame | undefined;

  const set = (changes: Partial<BallsState>) => store.update({ balls: { ...store.state.balls, ...changes } });
  const names = Object.fromEntries(ballCounts.map((count) => [count, `${count} balls`])) as Record<BallCount, string>;
  const choose = radios<`${BallCount}`>(byId('balls-count'), names, (value) => {
    const balls = { ...store.state.balls, count: Number(value) as BallCount, knocks: [] };
    store.update({ balls, ...showing('balls', { ...store.state, balls }) });
  });
  given.addEventListener('input', () => (byId('balls-given-value').textContent = given.value));
  // The sequence starts anew only once the reader has chosen.
  given.addEventListener('change', () => set({ given: given.valueAsNumber, knocks: [] }));
  undo.addEventListener('click', () => {
    set({ knocks: [] });
    byId('picture').querySelector('canvas')?.focus();
  });

  const refresh = () => {
    const { source, balls } = store.state;
    for (const element of document.querySelectorAll<HTMLElement>('[data-only="balls"]')) element.hidden = source !== 'balls';
    byId('surprise').textContent = source === 'balls' ? 'New sequence' : 'Surprise me';
    choose(`${balls.count}`);
    given.value = String(balls.given);
    byId('balls-given-value').textContent = given.value;
    undo.hidden = balls.knocks.length === 0;
    undo.textContent = balls.knocks.length === 1 ? 'Take the knock back' : `Take ${balls.knocks.length} knocks back`;
  };
  store.subscribe((state, before) => {
    if (state.source !== before.source || state.balls !== before.balls) refresh();
    const isNew = state.source !== before.source || state.scene !== before.scene;
    if (isNew || (state.balls !== before.balls && state.balls.knocks.length === 0)) told.textContent = '';
  });
  refresh();

  return {
    show(frame) {
      shown = frame;
      const { source, balls, lanes } = store.state;
      if (source !== 'balls' || !frame) return;
      const own = Math.max(0, frame.t - balls.given + 1);
      phase.classList.toggle('own', own > 0);
      phase.textContent = !lanes.some(({ method }) => modelName(method, source))
        ? 'True frames to the end: none of these methods predicts'
        : own === 0
          ? `Frame ${frame.t}: the model reads the true frame`
          : `Frame ${frame.t}: the model reads its own frame, ${own === 1 ? 'for the first time' : `${own} in a row`}`;
      hint.textContent = isUnseen(frame.t, balls.given) ? UNSEEN : SEEN;
    },
    knock(place) {
      if (store.state.source !== 'balls' || !shown) return;
      const { balls, says } = knocked(store.state.balls, shown, place);
      if (balls) store.update({ balls });
      told.textContent = says;
    },
  };
}
