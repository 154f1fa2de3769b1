import { render } from '../shared/picture.ts';
import type { Frame } from '../shared/protocol.ts';
import { surprise } from '../shared/shapes.ts';
import { byId, h } from './dom.ts';
import { assignment, type Colour, fill, grey, lit } from './paint.ts';
import { pixelCanvas } from './pixel-canvas.ts';
import type { WorkerClient } from './worker.ts';

/** The half steps that each paragraph shows, from the first to the last; scrolling moves between them. */
const scenes: readonly (readonly [from: number, to: number])[] = [
  [-1, -1],
  [0, 0],
  [1, 1],
  [2, 2],
  [3, 14],
  [20, 20],
];
const STEPS = 10;
const K = 4;
const SCENE = 55;

/** The explanation, whose picture follows the paragraph that is being read. */
export interface Story {
  /** Requests the grouping of the explanation, unless it was requested before and did not fail. */
  begin(colours: readonly Colour[]): void;
}

export function createStory(worker: WorkerClient): Story {
  const main = pixelCanvas({ role: 'img', 'aria-label': 'A picture of three shapes, as the text beside it describes' });
  const small = Array.from({ length: K }, (_, k) => pixelCanvas({ role: 'img', 'aria-label': `What painter ${k + 1} painted` }));
  const caption = h('figcaption', { class: 'caption' });
  byId('story-figure').append(main.frame, h('div', { class: 'painters' }, ...small.map(({ frame }) => frame)), caption);
  const articles = [...byId('story-steps').querySelectorAll('article')];
  const scene = { kind: 'picture' as const, ...render(surprise(SCENE)), number: SCENE };
  const frames: Frame[] = [];
  let colours: readonly Colour[] = [];
  let shown: number | undefined;
  let asked = false;

  const draw = () => {
    const at = momentAt(articles);
    if (at === shown || colours.length === 0 || frames.length <= STEPS) return;
    shown = at;
    const assigned = frames[Math.max(0, Math.floor(at / 2))]!;
    const predicted = frames[Math.max(0, Math.ceil(at / 2))]!;
    const { height, width, gamma, target } = assigned;
    fill(main.canvas, height, width, at < 0 ? (i) => grey(target[i]!) : assignment(gamma, target, colours));
    for (const [k, view] of small.entries())
      fill(view.canvas, height, width, (i) =>
        at < 1 ? lit(colours[k]!, at < 0 ? 0 : 0.06) : lit(colours[k]!, predicted.means[k * height * width + i]!),
      );
    caption.textContent =
      at < 0
        ? 'the picture'
        : `step ${Math.ceil(at / 2)}: ${at % 2 === 1 ? 'the painters have painted again' : at === 0 ? 'pixels are shared out at random' : 'the pixels have chosen'}`;
  };
  worker.on({
    frame: ({ lane, frame }) => {
      if (lane !== 'story') return;
      frames.push(frame);
      draw();
    },
    failed: ({ lane, message }) => {
      if (lane !== 'story') return;
      asked = false;
      caption.textContent = message;
    },
  });
  addEventListener('scroll', () => requestAnimationFrame(draw), { passive: true });
  addEventListener('resize', draw);
  return {
    begin(known) {
      if (asked) return;
      asked = true;
      colours = known;
      worker.send({
        type: 'run',
        lane: 'story',
        run: 1,
        spec: { method: 'rnn-em', components: K, seed: 3 },
        scene,
        noise: 0,
        steps: STEPS,
      });
    },
  };
}

/** Returns the half step to show: it belongs to the paragraph in the middle of the window, and advances as that paragraph scrolls. */
function momentAt(articles: readonly HTMLElement[]): number {
  const middle = innerHeight * 0.55;
  const boxes = articles.map((article) => article.getBoundingClientRect());
  const index = Math.max(
    0,
    boxes.findLastIndex(({ top }) => top < middle),
  );
  const box = boxes[index]!;
  const [from, to] = scenes[index]!;
  const along = Math.max(0, Math.min(1, (middle - box.top) / box.height));
  for (const [i, article] of articles.entries()) article.classList.toggle('current', i === index);
  return Math.round(from + along * (to - from));
}
