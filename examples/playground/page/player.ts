import { limits, stepsOf, strideOf } from '../shared/state.ts';
import { byId, lessMotion } from './dom.ts';
import type { Recorder } from './recorder.ts';
import type { Store } from './store.ts';

/** Controls that play, pause and scrub through the steps. */
export interface Player {
  /** Plays from the start; for readers who prefer reduced motion, jumps to the end. */
  playFromStart(): void;
  toEnd(): void;
  /** Updates the range of steps after more of them are known. */
  refresh(): void;
}

/** Milliseconds for which each half step is shown at normal speed. */
const pace = { picture: 120, video: 70 };

export function createPlayer(store: Store, recorder: Recorder, announce: () => void): Player {
  const play = byId<HTMLButtonElement>('play');
  const scrub = byId<HTMLInputElement>('scrub');
  const where = byId<HTMLOutputElement>('where');
  let timer: number | undefined;
  let last = 0;

  const lanes = () => store.state.lanes.map((_, lane) => lane);
  /** Returns the last half step that is computed in every lane. */
  const known = () => Math.max(0, 2 * (Math.min(...lanes().map((lane) => recorder.frames(lane).length)) - 1));
  const end = () => Math.max(2 * stepsOf(store.state.source), known());
  const isVideo = () => store.state.source !== 'picture';

  const go = (at: number) => store.update({ at: Math.max(0, Math.min(limits.at, at)) });
  const stop = () => {
    if (timer === undefined) return;
    cancelAnimationFrame(timer);
    timer = undefined;
    play.textContent = 'Play';
    announce();
  };
  const tick = (now: number) => {
    timer = requestAnimationFrame(tick);
    if (now - last < (pace[isVideo() ? 'video' : 'picture'] * strideOf(store.state.source)) / store.state.speed) return;
    const { at } = store.state;
    if (at >= end()) {
      if (!isVideo()) return stop();
      last = now;
      return go(0);
    }
    // Waits for the next half step to be computed.
    const stride = strideOf(store.state.source);
    if (at + stride > known()) return;
    last = now;
    go(at + stride);
  };
  const start = () => {
    if (store.state.at >= end()) go(0);
    if (timer !== undefined) return;
    play.textContent = 'Pause';
    last = performance.now();
    timer = requestAnimationFrame(tick);
  };
  /** Takes one half step by hand: goes to the next odd number for an M-step, or to the next even number for an E-step. */
  const stepTo = (parity: 0 | 1) => {
    stop();
    const { at } = store.state;
    const next = at % 2 === parity ? at + 2 : at + 1;
    if (next > known() && !isVideo()) for (const lane of lanes()) recorder.extend(lane, Math.min(limits.at / 2, Math.ceil(next / 2)));
    go(isVideo() ? Math.min(next, end()) : next);
    announce();
  };

  play.addEventListener('click', () => (timer === undefined ? start() : stop()));
  byId('restart').addEventListener('click', () => {
    stop();
    go(0);
    announce();
  });
  byId('m-step').addEventListener('click', () => stepTo(1));
  byId('e-step').addEventListener('click', () => stepTo(0));
  scrub.addEventListener('input', () => {
    stop();
    go(scrub.valueAsNumber);
  });
  const show = () => {
    const at = Math.min(store.state.at, known());
    scrub.max = String(end());
    scrub.value = String(at);
    const wholeSteps = strideOf(store.state.source) === 2;
    const half = at === 0 || wholeSteps ? '' : at % 2 === 1 ? ', M‑step done' : ', E‑step done';
    const place = wholeSteps ? `frame ${Math.floor(at / 2)}` : `step ${Math.ceil(at / 2)}`;
    const words = `${place} of ${end() / 2}${half}`;
    scrub.step = String(strideOf(store.state.source));
    byId('m-step').hidden = wholeSteps;
    byId('e-step').textContent = wholeSteps ? 'Step' : 'E‑step';
    where.textContent = words;
    scrub.setAttribute('aria-valuetext', words);
  };
  store.subscribe(show);
  show();

  return {
    playFromStart() {
      stop();
      if (lessMotion()) return go(end());
      go(0);
      start();
    },
    toEnd() {
      stop();
      go(2 * stepsOf(store.state.source));
    },
    refresh: show,
  };
}
