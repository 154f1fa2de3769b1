import type { Report, Request } from '../shared/protocol.ts';

type Handlers = { readonly [Type in Report['type']]?: (report: Extract<Report, { type: Type }>) => void };

/** A running copy of the worker: takes requests, and calls back with the worker's reports. */
export interface WorkerClient {
  send(request: Request): void;
  on(handlers: Handlers): void;
}

/** Milliseconds between two questions whether the worker is alive; after `PATIENCE` without an answer, the reader is told. */
const ASK_EVERY = 5_000;
const PATIENCE = 60_000;

/** Starts a worker. All work with tensors is done in workers: one copy groups, another trains. */
export function startWorker(failed: (message: string) => void): WorkerClient {
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module' });
  const all: Handlers[] = [];
  watch(worker, () => failed('The computing has not answered for a minute, so what is shown is old. Load the page again to go on.'));
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    for (const handlers of all) (handlers[data.type] as ((report: Report) => void) | undefined)?.(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    failed(event.message || 'The program that does the computing could not be loaded.');
  };
  return {
    send: (request) => worker.postMessage(request),
    on: (handlers) => all.push(handlers),
  };
}

/** Calls back once if a worker gives no sign of life. A worker that the browser ended, for lack of memory, reports nothing itself. */
function watch(worker: Worker, silent: () => void): void {
  let heard = performance.now();
  let asked = heard;
  worker.addEventListener('message', () => {
    heard = performance.now();
  });
  const timer = setInterval(() => {
    const now = performance.now();
    // Timers are late in a hidden page, or after the machine slept, so that silence then counts from the next question.
    if (now - asked > 3 * ASK_EVERY || document.hidden) heard = now;
    asked = now;
    if (now - heard < PATIENCE) return worker.postMessage({ type: 'ping' } satisfies Request);
    clearInterval(timer);
    silent();
  }, ASK_EVERY);
}
