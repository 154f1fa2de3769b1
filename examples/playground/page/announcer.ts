import type { Frame } from '../shared/protocol.ts';
import type { PageState } from '../shared/state.ts';
import { byId } from './dom.ts';
import { methodNames } from './lane.ts';

/** Describes the state of the page in words, for readers who cannot see it. */
export function summary(state: PageState, framesOf: (lane: number) => readonly Frame[]): string {
  const half =
    state.at === 0 ? 'Before the first step' : `Step ${Math.ceil(state.at / 2)}, after the ${state.at % 2 === 1 ? 'M' : 'E'}-step`;
  const lanes = state.lanes.map(({ method }, lane) => {
    const frames = framesOf(lane);
    const frame = frames[Math.min(frames.length - 1, Math.floor(state.at / 2))];
    if (!frame) return `${methodNames[method]}: nothing yet`;
    const score = frame.score === null ? '' : `, agreement with the true objects ${frame.score.toFixed(2)} of 1`;
    const whose = !frame.rollout ? '' : frame.rollout.isOwn ? 'on its own frames, ' : 'reads true frames, ';
    return `${methodNames[method]}: ${whose}${sharesOf(frame)}${score}`;
  });
  return `${half}. ${lanes.join('. ')}.`;
}

/** Returns, in words, how many lit pixels each component holds. */
function sharesOf({ gamma, target }: Frame): string {
  const D = target.length;
  const counts = new Array<number>(gamma.length / D).fill(0);
  for (let i = 0; i < D; i++) {
    if (target[i]! <= 0.1) continue;
    let best = 0;
    for (let k = 1; k < counts.length; k++) if (gamma[k * D + i]! > gamma[best * D + i]!) best = k;
    counts[best]!++;
  }
  return `components hold ${counts.join(', ')} lit pixels`;
}

/** Returns a function that announces words to screen readers, a moment after the last change. */
export function createAnnouncer(): (words: string) => void {
  const live = byId('live');
  let timer: number | undefined;
  return (words) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      live.textContent = words;
    }, 250);
  };
}
