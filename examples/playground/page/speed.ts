import { type Speed, speeds } from '../shared/state.ts';
import { byId, h } from './dom.ts';
import type { Store } from './store.ts';

/** Sets up the control for the speed at which all figures play. */
export function createSpeed(store: Store): void {
  const select = byId<HTMLSelectElement>('speed');
  select.append(...speeds.map((value) => h('option', { value }, `${value}×`)));
  select.addEventListener('change', () => store.update({ speed: Number(select.value) as Speed }));
  const show = () => {
    select.value = String(store.state.speed);
  };
  store.subscribe(show);
  show();
}
