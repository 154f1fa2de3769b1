import { palette } from '@neural-em/viz';
import type { BackendTest, Report, Request } from '../shared/protocol.ts';
import { limits } from '../shared/state.ts';
import { chooseBackend } from './backends.ts';
import { createLanes } from './lanes.ts';
import { adoptOwn } from './models.ts';
import { startTraining, type Training } from './training.ts';

const post = (report: Report, transfer: Transferable[] = []) => self.postMessage(report, { transfer });
const lanes = createLanes(post);
let training: Training | undefined;
/** Resolves when a backend is chosen; all work waits for that. */
let ready: Promise<readonly BackendTest[]> = Promise.resolve([]);
const backendOf = (tests: readonly BackendTest[]) => tests.find(({ outcome }) => outcome === 'chosen')?.name ?? 'unknown';

const handlers: { readonly [Type in Request['type']]: (request: Extract<Request, { type: Type }>) => unknown } = {
  start: ({ backend, spareCores }) => {
    ready = chooseBackend(backend, { spareCores }).then((tests) => {
      post({ type: 'ready', tests, colours: palette(limits.components) });
      return tests;
    });
    return ready.catch((error: Error) => post({ type: 'failed', what: 'start', message: error.message }));
  },
  run: (request) => ready.then(() => lanes.open(request)).catch(() => {}),
  extend: ({ lane, run, steps }) => lanes.extend(lane, run, steps),
  adopt: ({ file }) =>
    ready
      .then(() => post({ type: 'adopted', card: adoptOwn(file) }))
      .catch((error: Error) => post({ type: 'failed', what: 'adopt', message: error.message })),
  train: ({ seed }) => {
    ready.then((tests) => (training = startTraining(seed, backendOf(tests), post))).catch(() => {});
  },
  pause: ({ paused }) => training?.pause(paused),
  ping: () => post({ type: 'pong' }),
  figure: async ({ id, format, title, frames }) => {
    try {
      const { figureOf } = await import('./figures.ts');
      const bytes = figureOf(format, title, frames);
      post({ type: 'figure', id, bytes }, [bytes.buffer]);
    } catch (error) {
      post({ type: 'failed', what: 'figure', message: `The picture could not be made. ${(error as Error).message}` });
    }
  },
};

self.onmessage = ({ data }: MessageEvent<Request>) => (handlers[data.type] as (request: Request) => unknown)(data);
