import type { Report, Request } from '../shared/protocol.ts';

type Handlers = { readonly [Type in Report['type']]?: (report: Extract<Report, { type: Type }>) => void };

/** A copy of the worker: takes requests, and calls back with what it reports. */
export interface WorkerClient {
  send(request: Request): void;
  on(handlers: Handlers): void;
}

/** Starts a worker. All work with tensors is done in one: one copy groups, and another trains. */
export function startWorker(failed: (message: string) => void): WorkerClient {
  const worker = new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module' });
  const all: Handlers[] = [];
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
