import { encodeState } from '../shared/address.ts';
import type { Frame } from '../shared/protocol.ts';
import { snippetOf } from './code.ts';
import { codePanel } from './code-panel.ts';
import { copy } from './copy.ts';
import { byId } from './dom.ts';
import { methodNames } from './lane.ts';
import { save } from './save.ts';
import type { Store } from './store.ts';
import type { WorkerClient } from './worker.ts';

/** Sets up the buttons that copy the address, save pictures and numbers, and show a program that computes the same. */
export function createShare(
  store: Store,
  worker: WorkerClient,
  framesOf: (lane: number) => readonly Frame[],
  clip: () => Float32Array,
): void {
  const saved = new Map<number, string>();
  let id = 0;
  worker.on({
    figure: (report) => {
      const name = saved.get(report.id);
      if (name) save(name, new Blob([new Uint8Array(report.bytes)], { type: name.endsWith('png') ? 'image/png' : 'image/gif' }));
    },
  });
  const nameOf = (lane: number) => {
    const { method, components } = store.state.lanes[lane]!;
    return `${store.state.source}-${method}-k${components}${store.state.lanes.length > 1 ? `-${lane + 1}` : ''}`;
  };
  const figure = (format: 'png' | 'gif') => {
    for (const [lane, { method, components, seed }] of store.state.lanes.entries()) {
      saved.set(++id, `${nameOf(lane)}.${format}`);
      const title = `${methodNames[method].replaceAll('‑', '-')}, K = ${components}, seed ${seed}`;
      worker.send({ type: 'figure', id, format, title, frames: framesOf(lane) });
    }
  };
  const json = () => save(`${nameOf(0)}.json`, new Blob([asJson(store, framesOf)], { type: 'application/json' }));

  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-export]'))
    button.addEventListener('click', () => (button.dataset.export === 'json' ? json() : figure(button.dataset.export as 'png' | 'gif')));
  const link = byId<HTMLButtonElement>('copy-link');
  link.addEventListener('click', () => {
    store.writeAddress();
    void copy(link, location.href);
  });
  createCode(store, clip);
}

function createCode(store: Store, clip: () => Float32Array): void {
  const refresh = codePanel(byId<HTMLButtonElement>('show-code'), byId('code'), () => snippetOf(store.state, clip()));
  store.subscribe(
    (state, before) =>
      (state.lanes !== before.lanes ||
        state.objects !== before.objects ||
        state.source !== before.source ||
        state.scene !== before.scene ||
        state.balls !== before.balls ||
        state.noise !== before.noise) &&
      refresh(),
  );
}

/** Returns the state, the scores of all steps and the last grouping as JSON. */
function asJson(store: Store, framesOf: (lane: number) => readonly Frame[]): string {
  const round = (values: Float32Array) => Array.from(values, (value) => Math.round(1e4 * value) / 1e4);
  const lanes = store.state.lanes.map((lane, index) => {
    const frames = framesOf(index);
    const last = frames.at(-1);
    return {
      ...lane,
      scores: frames.map(({ score }) => score),
      ...(last && {
        height: last.height,
        width: last.width,
        image: round(last.target),
        gamma: round(last.gamma),
        means: round(last.means),
      }),
    };
  });
  return JSON.stringify({ address: encodeState(store.state), state: store.state, lanes });
}
