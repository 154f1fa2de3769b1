import { describeCard, loadLine, OWN_NAME } from '../../shared/own-card.ts';
import { copy } from '../copy.ts';
import { byId, h } from '../dom.ts';
import { save } from '../save.ts';
import type { Store } from '../store.ts';
import type { WorkerClient } from '../worker.ts';
import { forgetModel, keepModel, keptModel } from './kept.ts';

const NOT_KEPT = 'This browser keeps nothing for this page: the model is gone when the page is closed, unless you download it.';
/** Milliseconds between two copies that are stored during training. */
const KEEP_EVERY = 4000;

/** The reader's own model, which was trained here or opened from a file. It can be used in the playground, stored and downloaded. */
export interface OwnModel {
  /** Takes a newer model from training; it is stored, and used when the reader asks for it. */
  trained(file: Uint8Array): void;
  /** Uses the model of a file in the playground. Rejects if it is not a model that groups such pictures. */
  open(file: Uint8Array): Promise<void>;
  /** Uses the model that was stored on an earlier visit, if there is one. */
  restore(): Promise<void>;
}

export function createOwnModel(store: Store, worker: WorkerClient, adopted: () => void): OwnModel {
  const use = h('button', { type: 'button', id: 'train-use', disabled: true }, 'Use it in the playground');
  const download = h('button', { type: 'button', id: 'own-download', disabled: true }, 'Download');
  const forget = h('button', { type: 'button', id: 'own-forget', disabled: true }, 'Forget it');
  const note = h(
    'p',
    { class: 'caption', id: 'own-note', role: 'status' },
    'A model that you train here, or drop here as a file, stays in this browser until you forget it.',
  );
  const copyLine = h('button', { type: 'button' }, 'Copy');
  const line = h('code', {}, loadLine);
  const inNode = h(
    'details',
    {},
    h('summary', {}, 'Load it in Node'),
    h('pre', { tabindex: 0, 'aria-label': 'Line for Node' }, line),
    copyLine,
  );
  byId('own-model').append(h('div', { class: 'buttons' }, use, download, forget), note, inNode);

  let latest: Uint8Array | undefined;
  let keptAt = Number.NEGATIVE_INFINITY;
  let waiting: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const have = (file: Uint8Array) => {
    latest = file;
    for (const button of [use, download, forget]) button.disabled = false;
  };
  const keep = async (file: Uint8Array) => {
    if (!(await keepModel(file))) note.textContent = NOT_KEPT;
  };
  const adopt = (file: Uint8Array) =>
    new Promise<void>((resolve, reject) => {
      waiting?.resolve();
      waiting = { resolve, reject };
      worker.send({ type: 'adopt', file });
    });
  const show = () => {
    const [first, ...rest] = store.state.lanes;
    store.update({ source: 'picture', lanes: [{ ...first, method: 'own', components: 4 }, ...rest] as typeof store.state.lanes });
    byId('playground').scrollIntoView({ block: 'start' });
  };
  worker.on({
    adopted: ({ card }) => {
      adopted();
      note.textContent = `In the playground as “Your RNN‑EM”: ${describeCard(card)}. It stays in this browser until you forget it.`;
      waiting?.resolve();
      waiting = undefined;
    },
    failed: ({ what, message }) => {
      if (what !== 'adopt') return;
      waiting?.reject(new Error(message));
      waiting = undefined;
    },
  });

  use.addEventListener('click', async () => {
    if (!latest) return;
    const file = latest;
    await adopt(file).then(show, (error: Error) => (note.textContent = error.message));
    await keep(file);
  });
  download.addEventListener('click', () => {
    if (latest) save(`${OWN_NAME}.safetensors`, new Blob([new Uint8Array(latest)], { type: 'application/octet-stream' }));
  });
  forget.addEventListener('click', async () => {
    await forgetModel();
    note.textContent = 'Forgotten: it is gone when you leave the page.';
    forget.disabled = true;
  });
  copyLine.addEventListener('click', () => void copy(copyLine, loadLine));

  return {
    trained(file) {
      have(file);
      const now = performance.now();
      if (now - keptAt < KEEP_EVERY) return;
      keptAt = now;
      void keep(file);
    },
    async open(file) {
      await adopt(file);
      have(file);
      show();
      await keep(file);
    },
    async restore() {
      const file = await keptModel();
      if (!file) return;
      await adopt(file).then(
        () => have(file),
        () => forgetModel(),
      );
    },
  };
}
