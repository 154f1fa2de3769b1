import type { Bitmap } from '../shared/picture.ts';
import { presets } from '../shared/presets.ts';
import { byId, h } from './dom.ts';
import type { Store } from './store.ts';

/** The largest number of earlier pictures that can be brought back. */
const MOST = 50;
/** Changes with fewer milliseconds than this between them count as one stroke. */
const STROKE = 600;

/** Sets up the controls for prepared pictures, for an empty picture, and for undoing changes of the picture. */
export function createArrange(store: Store): void {
  const select = byId<HTMLSelectElement>('preset');
  const undo = byId<HTMLButtonElement>('undo');
  const before: (readonly Bitmap[])[] = [];
  let last = Number.NEGATIVE_INFINITY;
  let isUndoing = false;

  select.append(h('option', { value: '' }, 'Presets'), ...Object.entries(presets).map(([value, { name }]) => h('option', { value }, name)));
  select.addEventListener('change', () => {
    const preset = presets[select.value as keyof typeof presets];
    if (preset) store.update({ objects: preset.objects, source: 'picture' });
    select.value = '';
  });
  byId('clear').addEventListener('click', () => store.update({ objects: [] }));
  undo.addEventListener('click', () => {
    const objects = before.pop();
    if (!objects) return;
    isUndoing = true;
    store.update({ objects });
    isUndoing = false;
    last = Number.NEGATIVE_INFINITY;
    undo.disabled = before.length === 0;
  });
  store.subscribe((state, old) => {
    byId('arrange').hidden = state.source !== 'picture';
    if (state.objects === old.objects || isUndoing) return;
    const now = performance.now();
    if (now - last > STROKE) before.push(old.objects);
    if (before.length > MOST) before.shift();
    last = now;
    undo.disabled = false;
  });
  byId('arrange').hidden = store.state.source !== 'picture';
}
