import { presets } from '../shared/presets.ts';
import type { LaneState } from '../shared/state.ts';
import { byId } from './dom.ts';
import type { Store } from './store.ts';

const mixture: LaneState = { method: 'mixture', components: 3, seed: 1 };
const rnnEm: LaneState = { method: 'rnn-em', components: 4, seed: 1 };

/** Sets up the second chapter, in which the playground groups the pixels of a picture by the mixture of the first chapter. */
export function createPixelsChapter(store: Store): void {
  const set = (id: string, preset: keyof typeof presets, lanes: readonly [LaneState] | readonly [LaneState, LaneState]) =>
    byId(id).addEventListener('click', () => {
      store.update({ source: 'picture', objects: presets[preset].objects, noise: 0, lanes });
      byId('playground').scrollIntoView({ block: 'start' });
    });
  set('pixels-apart', 'apart', [mixture]);
  set('pixels-overlap', 'overlapping', [mixture, rnnEm]);
}
