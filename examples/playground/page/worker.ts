import type { Report, Request } from '../shared/protocol.ts';

type Handlers = { readonly [Type in Report['type']]?: (report: Extract<Report, { type: Type }>) => void };

/** A copy of the worker: takes requests, and calls back with what it reports. */
export interface WorkerClient {
  send(request: Request): void;
  on(handlers: Handlers): void;
}

/** Milliseconds between signs of life that are asked for, and without one after which the reader is told. */
const ASK_EVERY = 5_000;
const PATIENCE = 60_000;

/** Starts a worker. All work with tensors is done in one: one copy groups, and another trains. */
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

/** Calls back once where a worker gives no sign of life: one that the browser ended, for want of memory, tells nothing. */
function watch(worker: Worker, silent: () => void): void {
  let heard = performance.now();
  let asked = heard;
  worker.addEventListener('message', () => {
    heard = performance.now();
  });
  const timer = setInterval(() => {
    const now = performance.now();
    // Timers of a page that is not seen, or of a machine that slept, are late: silence counts from a question on.
    if (now - asked > 3 * ASK_EVERY || document.hidden) heard = now;
    asked = now;
    if (now - heard < PATIENCE) return worker.postMessage({ type: 'ping' } satisfies Request);
    clearInterval(timer);
    silent();
  }, ASK_EVERY);
}
