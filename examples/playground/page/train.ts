import type { TrainingSample } from '../shared/protocol.ts';
import { curve } from './curve.ts';
import { byId, h } from './dom.ts';
import { notify } from './notices.ts';
import { type Colour, fill, lit } from './paint.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import type { Store } from './store.ts';
import { startWorker, type WorkerClient } from './worker.ts';

/** Sets up training in the page: with its own worker, a curve, held-out pictures, and the file of the model. */
export function createTraining(store: Store, trained: (file: Uint8Array) => void, colours: () => readonly Colour[]): void {
  const start = h('button', { type: 'button', class: 'primary', id: 'train-start' }, 'Start training');
  const status = h('output', { id: 'train-status' }, 'Not started.');
  const plot = curve();
  const samples = Array.from({ length: 4 }, (_, b) =>
    pixelCanvas({ role: 'img', 'aria-label': `Held-out picture ${b + 1}, as the network groups it` }),
  );
  const sampleCaption = h(
    'figcaption',
    { class: 'caption' },
    'pictures that it does not train on, each pixel in the colour of the component that answers most for it',
  );
  byId('training').append(
    h('div', { class: 'buttons' }, start, status),
    h(
      'div',
      { class: 'training-view' },
      plot.element,
      h('figure', {}, h('div', { class: 'samples' }, ...samples.map(({ frame }) => frame)), sampleCaption),
    ),
  );

  let worker: WorkerClient | undefined;
  let paused = false;
  const words = { step: 0, seconds: 0, score: '' };
  const say = () => {
    status.textContent = `${paused ? 'Paused at s' : 'S'}tep ${words.step}, ${Math.round(words.seconds)} seconds${words.score}`;
  };
  const show = (sample: TrainingSample) => {
    const D = sample.pixels.length / sample.images;
    const side = Math.sqrt(D);
    const { pixels, groups } = sample;
    for (const [b, view] of samples.entries())
      fill(view.canvas, side, side, (i) => lit(colours()[groups[b * D + i]!]!, 0.2 + 0.8 * pixels[b * D + i]!));
  };
  const begin = () => {
    const started = startWorker(notify);
    started.on({
      trained: ({ step, loss, seconds }) => {
        Object.assign(words, { step, seconds });
        plot.add(step, loss);
        say();
      },
      sample: ({ step, sample, file }) => {
        show(sample);
        plot.score(step, sample.score);
        words.score = `, AMI ${Math.max(0, sample.score).toFixed(2)}`;
        sampleCaption.textContent = `pictures that it does not train on, after ${step} training steps; each pixel in the colour of the component that answers most for it`;
        if (step > 0) trained(file);
      },
      failed: ({ message }) => {
        status.textContent = `Training ended. ${message}`;
      },
    });
    // One core is left to the page, so that it does not stutter.
    started.send({ type: 'start', backend: store.state.backend, spareCores: 1 });
    started.send({ type: 'train', seed: store.state.lanes[0].seed });
    return started;
  };

  start.addEventListener('click', () => {
    if (!worker) {
      worker = begin();
      status.textContent = 'Starting …';
    } else {
      paused = !paused;
      worker.send({ type: 'pause', paused });
      say();
    }
    start.textContent = paused ? 'Go on' : 'Pause';
  });
}
