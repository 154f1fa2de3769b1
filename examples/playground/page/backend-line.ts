import type { BackendTest } from '../shared/protocol.ts';
import { type BackendName, backendNames } from '../shared/state.ts';
import { byId, h } from './dom.ts';
import type { Store } from './store.ts';
import type { WorkerClient } from './worker.ts';

const titles: Readonly<Record<BackendName, string>> = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly', cpu: 'JavaScript' };

/** Shows which backend computes, how fast it is, and why no better one is used; lets the reader choose another. */
export function createBackendLine(store: Store, worker: WorkerClient): void {
  const line = h('p');
  const pace = h('span');
  const details = h('ul');
  const select = h(
    'select',
    {},
    h('option', { value: 'auto' }, 'the best that works'),
    ...backendNames.map((value) => h('option', { value }, titles[value])),
  );
  select.value = store.state.backend;
  select.addEventListener('change', () => {
    store.update({ backend: select.value as BackendName | 'auto' });
    store.writeAddress();
    // A worker keeps its backend as long as it lives, so the page starts anew.
    location.reload();
  });
  byId('backend').append(line, h('details', {}, h('summary', {}, 'How that was chosen'), details, h('label', {}, 'Compute with ', select)));
  const show = (tests: readonly BackendTest[]) => {
    const chosen = tests.find(({ outcome }) => outcome === 'chosen');
    if (!chosen) return;
    line.replaceChildren(`Computed by ${titles[chosen.name]} (${chosen.detail})`, pace);
    details.replaceChildren(
      ...tests.map(({ name, outcome, detail }) =>
        h('li', {}, outcome === 'chosen' ? `${titles[name]}: a step of EM comes out as on the CPU` : `${titles[name]}: ${detail}`),
      ),
    );
  };
  worker.on({
    ready: ({ tests }) => show(tests),
    pace: ({ stepsPerSecond }) => {
      pace.textContent = `, ${Math.round(stepsPerSecond)} EM steps a second`;
    },
  });
}
